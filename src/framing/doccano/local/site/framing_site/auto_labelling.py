"""Automatic labelling, where the server's owner turned it on: Doccano's addresses for it, with bounds.

Off, there is no address (urls.py). On, only staff configures it, because a configuration makes this server send texts
to an address and render a template; annotators may ask for the labels of a sentence, as the switch on their page does.
The library's own ways to send and to render are replaced whether it is on or off, so that no way leads around.
"""

from auto_labeling.models import AutoLabelingConfig
from auto_labeling.pipeline.execution import execute_pipeline
from auto_labeling.serializers import AutoLabelingConfigSerializer
from auto_labeling.views import AutomatedLabeling, ConfigDetail, ConfigList
from auto_labeling_pipeline.labels import ClassificationLabels
from auto_labeling_pipeline.mappings import MappingTemplate
from auto_labeling_pipeline.models import CustomRESTRequestModel, RequestModel, RequestModelFactory
from auto_labeling_pipeline.postprocessing import PostProcessor
from django.conf import settings
from django.db import IntegrityError
from django.shortcuts import get_object_or_404
from django.urls import path
from examples.models import ExampleState
from projects.models import Project
from projects.permissions import IsProjectAdmin
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from framing_site.answer_template import BadTemplate, check_template, labels_in
from framing_site.outgoing import Refused, ask, check_request

_MODEL = "Custom REST Request"  # the others ask services of Google and Amazon


def apply():
    """Put our ways to send and to render in the place of the library's. Called once, before the first request."""
    MappingTemplate.render = lambda mapping, answer: mapping.label_collection(labels_in(mapping.template, answer))
    for model in _subclasses(RequestModel):
        model.send = _refuse
    CustomRESTRequestModel.send = _send


def addresses():
    """What exists below a project; nothing if it is off. By the names the guard knows who may go there."""
    if not settings.AUTO_LABELLING:
        return []
    staff, root = {"name": "auto_labelling_settings"}, "v1/projects/<int:project_id>/auto-labeling"
    reading = ConfigDetail.as_view(http_method_names=["get", "delete", "head", "options"])
    return [
        path(root, Labelling.as_view(), name="auto_labelling"),
        path(f"{root}/configs", Configurations.as_view(), **staff),
        path(f"{root}/configs/<int:config_id>", reading, **staff),
        path(f"{root}/request-testing", RequestTest.as_view(), **staff),
        path(f"{root}/label-extractor-testing", TemplateTest.as_view(), **staff),
        path(f"{root}/label-mapper-testing", MappingTest.as_view(), **staff),
    ]


class NoAnswer(APIException):
    """The service did not give labels: nobody's fault here, and no page of an error."""

    status_code = 502


class Labelling(AutomatedLabeling):
    """Labels for one sentence, in the name of who asks; none for what that person has confirmed."""

    def create(self, request, *args, **kwargs):
        """Asks the service and keeps the labels of its answer that the project has."""
        project = get_object_or_404(Project, pk=kwargs["project_id"])
        if "example" not in request.GET:  # that it is a number of this project, the guard has seen
            raise ValidationError("Which example?")
        example = get_object_or_404(project.examples, pk=request.GET["example"])
        if not ExampleState.objects.filter(example=example, confirmed_by=request.user).exists():
            for config in AutoLabelingConfig.objects.filter(project=project):
                self.label(project, example, config, request.user)
        return Response({"ok": True}, status=201)

    def label(self, project, example, config, user):
        """What one configuration gives."""
        try:
            execute_pipeline(example.data, config=config).save(project, example, user)
        except (Refused, BadTemplate) as error:
            raise NoAnswer(str(error)) from None
        except IntegrityError:  # the same sentence was asked for twice at one moment: the labels are there
            pass


class Checked(AutoLabelingConfigSerializer):
    """A configuration that could be carried out here."""

    def validate(self, data):
        """Refuses what would be refused each time it is used."""
        if data["model_name"] != _MODEL or data["task_type"] != "Category":
            raise ValidationError(f'This server knows the model "{_MODEL}" for the task "Category" only.')
        _request_of(data["model_attrs"])
        _rightly(check_template, data["template"])
        _check_mapping(data.get("label_mapping", {}))
        return data


class Configurations(ConfigList):
    """Those of a project, and a new one."""

    serializer_class = Checked


class _Test(APIView):
    permission_classes = (IsAuthenticated & IsProjectAdmin,)

    def post(self, request, *args, **kwargs):
        """The answer of the test; what is missing in the request is said as such."""
        if not isinstance(request.data, dict):
            raise ValidationError("This must be an object.")
        missing = [name for name in self.needs if name not in request.data]
        if missing:
            raise ValidationError(f"This is missing: {', '.join(missing)}.")
        return Response(self.result(request.data))


class RequestTest(_Test):
    """What the service answers about a text."""

    needs = ("model_attrs", "text")

    def result(self, data):
        """The answer as it came."""
        return _rightly(_request_of(data["model_attrs"]).send, str(data["text"]))


class TemplateTest(_Test):
    """What a template makes of an answer."""

    needs = ("template", "response")

    def result(self, data):
        """The labels."""
        return _rightly(labels_in, data["template"], data["response"])


class MappingTest(_Test):
    """What a mapping of names makes of labels."""

    needs = ("response", "label_mapping")

    def result(self, data):
        """The labels that remain, by their new names."""
        _check_mapping(data["label_mapping"])
        labels = _rightly(labels_in, "{{ input|tojson }}", data["response"])
        return PostProcessor(data["label_mapping"]).transform(ClassificationLabels(labels)).dict()


def _request_of(attributes):
    """The request that a configuration describes, if it may be made."""
    try:
        request = RequestModelFactory.create(_MODEL, attributes)
    except Exception:  # pydantic's, or no dictionary
        raise ValidationError("The request needs url, method, params, headers and body.") from None
    if request.method != "POST" or request.params:
        raise ValidationError("This server sends requests by POST and without parameters: put them into the body.")
    _rightly(check_request, str(request.url), request.headers, request.body, settings.AUTO_LABELLING)
    return request


def _check_mapping(mapping):
    if not isinstance(mapping, dict) or not all(isinstance(name, str) for name in mapping.values()):
        raise ValidationError("A mapping of labels is an object: a name of the service to a name of the project.")


def _rightly(action, *arguments):
    """The result of the action; its refusal as one of the request."""
    try:
        return action(*arguments)
    except (Refused, BadTemplate) as error:
        raise ValidationError({"detail": str(error)}) from None
    except RecursionError:
        raise ValidationError({"detail": "This nests too deep."}) from None


def _send(request, text):
    return ask(str(request.url), request.headers, request.body, text, settings.AUTO_LABELLING)


def _refuse(request, text):
    raise Refused("This server does not ask services of this kind.")


def _subclasses(parent):
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)
