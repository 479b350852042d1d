import json

from framing.report.pictures import charts_of, in_script


def test_json_in_a_script_holds_nothing_that_could_end_it_and_is_the_same_json():
    value = {"</script><script>alert(1)</script>": ["<!--", "a & b", "\u2028\u2029", "→", "👩‍👩‍👧"]}
    text = in_script(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


def test_there_is_a_profile_of_all_sentences_and_of_each_way_to_group_them(made):
    keys = [chart.key for chart in charts_of(made.findings(made.scored(4, 5)), made.codebook())]
    assert len(set(keys)) == len(keys)
    assert {"profile-sentence", "profile-sentence-by-outlet", "profile-sentence-by-voice"} <= set(keys)
