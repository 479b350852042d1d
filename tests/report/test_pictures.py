import json

from framing.report.pictures import in_script


def test_json_in_a_script_holds_nothing_that_could_end_it_and_is_the_same_json():
    value = {"</script><script>alert(1)</script>": ["<!--", "a & b", "\u2028\u2029", "→", "👩‍👩‍👧"]}
    text = in_script(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value
