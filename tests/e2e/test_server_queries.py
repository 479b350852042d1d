"""What a request asks the database: each thing once, and anew in the next request."""

import json
import subprocess
import uuid

import pytest

from framing.doccano.local import environment
from framing.doccano.local.server import LocalServer
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError

PASSWORD = "quiet-harbour-42"
COUNT_QUERIES = """
import json, sys, django
django.setup()
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(User.objects.get(username=sys.argv[1]))
found = {}
for path in sys.argv[2:]:
    client.get(path)  # what is asked once in the life of a process is asked here
    asked = []
    def note(execute, sql, parameters, many, context):
        asked.append(repr((sql, parameters)))
        return execute(sql, parameters, many, context)
    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200, path
    found[path] = asked
print(json.dumps(found))
"""


@pytest.fixture
def annotator(doccano_server: LocalServer) -> tuple[Gateway, Gateway, Project]:
    """The staff, an annotator, and their project of three sentences."""
    admin = Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))
    name = f"queries-{uuid.uuid4().hex[:8]}"
    project = admin.create_project(name, "-", "-")
    admin.upload(project, [{"text": text, "label": [], "sentence": text} for text in ("One.", "Two.", "Three.")])
    admin.create_account(name, PASSWORD)
    admin.add_annotator(project, name)
    return admin, Gateway(Account(doccano_server.url, name, PASSWORD)), project


def test_what_the_page_asks_for_a_sentence_is_looked_up_once(
    annotator: tuple[Gateway, Gateway, Project], doccano_server: LocalServer
) -> None:
    _, person, project = annotator
    path = f"/v1/projects/{project.id}"
    example = person.json("GET", f"projects/{project.id}/examples", "look")["results"][0]["id"]
    pages = ["/metrics/progress", f"/examples/{example}", f"/examples/{example}/categories"]
    pages += ["/examples?limit=1&offset=1&confirmed=&ordering=&q=", "/examples?limit=3"]
    made = environment.make_environment(print)
    variables = environment.server_variables(made, doccano_server.home, environment.SETTINGS, None)
    command = [str(made.python), "-c", COUNT_QUERIES, person.username, *(path + page for page in pages)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    for asked, queries in json.loads(done.stdout).items():
        assert queries, asked
        assert len(queries) == len(set(queries)), (asked, sorted(queries))


def test_a_change_of_rights_counts_from_the_next_request(annotator: tuple[Gateway, Gateway, Project]) -> None:
    admin, person, project = annotator
    members = f"projects/{project.id}/members"
    member = next(row for row in admin.json("GET", members, "look") if row["username"] == person.username)
    assert person.json("GET", f"projects/{project.id}/examples", "look")["count"] == 3
    admin.send("DELETE", members, json={"ids": [member["id"]]})
    with pytest.raises(DoccanoError, match="not allowed"):
        person.json("GET", f"projects/{project.id}/examples", "look")
    with pytest.raises(DoccanoError, match="not allowed"):
        person.json("GET", f"projects/{project.id}/metrics/member-progress", "look")
    admin.add_annotator(project, person.username)
    assert person.json("GET", f"projects/{project.id}/examples", "look")["count"] == 3
