"""What the template grants, keeps and refuses; that CloudFormation accepts it is checked with the SAM CLI."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.settings import Settings
from local.paths import ROOT
from local.sam.container import FUNCTION


class Loader(yaml.SafeLoader):
    """Reads `!Ref X` as ["Ref", X]."""


def tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> list[Any]:
    if isinstance(node, yaml.ScalarNode):
        return [suffix, loader.construct_scalar(node)]
    assert isinstance(node, yaml.SequenceNode)
    return [suffix, loader.construct_sequence(node, deep=True)]


Loader.add_multi_constructor("!", tagged)
TEMPLATE: Any = yaml.load((ROOT / "template.yaml").read_text(encoding="utf-8"), Loader)  # noqa: S506  a SafeLoader
RESOURCES = TEMPLATE["Resources"]
COACH = RESOURCES[FUNCTION]["Properties"]


def fits(parameter: str, value: str) -> bool:
    rules = TEMPLATE["Parameters"][parameter]
    allowed = [str(row) for row in rules.get("AllowedValues", [value])]
    return value in allowed and re.search(rules.get("AllowedPattern", ""), value) is not None


def test_the_role_may_touch_one_table_and_one_log() -> None:
    role = RESOURCES["CoachRole"]["Properties"]
    assert "ManagedPolicyArns" not in role
    granted = [row for policy in role["Policies"] for row in policy["PolicyDocument"]["Statement"]]
    assert {tuple(row["Resource"]): set(row["Action"]) for row in granted} == {
        ("GetAtt", "ProfileTable.Arn"): {f"dynamodb:{act}Item" for act in ("Get", "Put", "Update", "Delete")},
        ("GetAtt", "CoachLogs.Arn"): {"logs:CreateLogStream", "logs:PutLogEvents"},
    }
    assert COACH["Role"] == ["GetAtt", "CoachRole.Arn"]
    assert "Policies" not in COACH


def test_the_table_is_as_the_store_needs_it() -> None:
    table = RESOURCES["ProfileTable"]["Properties"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "pk", "AttributeType": "S"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["DeletionProtectionEnabled"] == ["Ref", "ProtectTable"]


def test_the_function_s_variables_are_settings_that_the_skill_takes() -> None:
    variables = dict(COACH["Environment"]["Variables"])
    assert variables["STORE_URL"] == ["Sub", "dynamodb://${ProfileTable}"]
    variables["STORE_URL"] = "dynamodb://profiles"
    for name, value in variables.items():
        if isinstance(value, list):
            rules = TEMPLATE["Parameters"][value[1]]
            for allowed in rules.get("AllowedValues", [""]):
                Settings.from_env({**dict.fromkeys(variables, ""), name: allowed})
            variables[name] = rules.get("Default", "")
    Settings.from_env(variables)
    assert set(variables) == {"SKILL_ID", "STORE_URL", "DYNAMODB_ENDPOINT_URL", "SCREENING_STYLE", "LOG_LEVEL"}


def test_alexa_may_call_for_this_skill_only_and_calls_the_alias() -> None:
    assert COACH["Events"] == {"Alexa": {"Type": "AlexaSkill", "Properties": {"SkillId": ["Ref", "SkillId"]}}}
    assert COACH["AutoPublishAlias"] == "live"
    assert TEMPLATE["Outputs"]["SkillEndpoint"]["Value"] == ["Ref", f"{FUNCTION}.Alias"]


def test_the_function_ends_before_alexa_gives_up() -> None:
    assert 4 < COACH["Timeout"] < 8
    assert COACH["Runtime"] == "python3.13"
    assert COACH["LoggingConfig"]["LogFormat"] == "JSON"


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ("SkillId", ["amzn1.ask.skill.00000000-0000-4000-8000-000000000000"], ["", "amzn1.ask.skill.x", "my skill"]),
        ("NotificationEmail", ["", "a.b@example.org"], ["nobody", "a b@example.org", "a@b"]),
        ("ScreeningStyle", ["ask", "list"], ["Ask", ""]),
        ("SnapStart", ["None", "PublishedVersions"], ["on", ""]),
        ("ProtectTable", ["true", "false"], ["yes"]),
        ("LogLevel", ["INFO", "ERROR"], ["info", "TRACE"]),
    ],
)
def test_a_wrong_parameter_stops_the_deploy(parameter: str, good: list[str], bad: list[str]) -> None:
    assert all(fits(parameter, value) for value in good)
    assert not any(fits(parameter, value) for value in bad)


def test_only_the_skill_id_has_to_be_given() -> None:
    assert [name for name, rules in TEMPLATE["Parameters"].items() if "Default" not in rules] == ["SkillId"]
    for name, rules in TEMPLATE["Parameters"].items():
        assert rules["Description"], name
        assert fits(name, str(rules.get("Default", "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"))), name


def test_alarms_reach_somebody_only_where_an_address_was_given() -> None:
    alarms = {name: row["Properties"] for name, row in RESOURCES.items() if row["Type"] == "AWS::CloudWatch::Alarm"}
    assert {row["MetricName"] for row in alarms.values()} == {"ErrorLines", "Errors", "Throttles", "Duration"}
    for name, row in alarms.items():
        assert row["AlarmActions"] == ["If", ["Notify", [["Ref", "AlarmTopic"]], ["Ref", "AWS::NoValue"]]], name
        assert row["TreatMissingData"] == "notBreaching", name
    assert RESOURCES["AlarmTopic"]["Condition"] == "Notify"


def test_the_metric_filter_reads_what_the_runtime_writes() -> None:
    pattern = RESOURCES["ErrorLines"]["Properties"]["FilterPattern"]
    line = {"timestamp": "2026-11-21T09:00:00Z", "level": "ERROR", "message": "{}", "logger": "coach"}
    assert f'($.level = "{line["level"]}")' in pattern


def test_every_finding_that_is_kept_is_explained() -> None:
    kept = [skip for row in RESOURCES.values() for skip in row.get("Metadata", {}).get("checkov", {}).get("skip", [])]
    assert len(kept) == 7
    assert all(len(skip["comment"]) > 20 for skip in kept)


def test_the_build_s_target_is_the_function() -> None:
    makefile = (ROOT / "lambda" / "Makefile").read_text(encoding="utf-8")
    assert f"\nbuild-{FUNCTION}:\n" in makefile
    assert RESOURCES[FUNCTION]["Metadata"]["BuildMethod"] == "makefile"
    assert COACH["CodeUri"] == "lambda/"
    assert re.search(r"^RUNTIME := (.*)$", makefile, re.MULTILINE)[1] == COACH["Runtime"].removeprefix("python")  # type: ignore[index]


def test_the_build_without_its_python_says_so_in_one_line(tmp_path: Path) -> None:
    command = ["make", "-s", "build-CoachFunction", f"ARTIFACTS_DIR={tmp_path}", "PYTHON=", "FALLBACK="]
    done = subprocess.run(command, cwd=ROOT / "lambda", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("The build needs Python 3.13")
    assert not list(tmp_path.iterdir())


def test_the_local_container_s_variables_are_named_in_the_template() -> None:
    for path in (ROOT / "tests" / "events" / "env").glob("*.json"):
        given = json.loads(path.read_text(encoding="utf-8"))
        assert set(given) == {FUNCTION}
        assert set(given[FUNCTION]) <= set(COACH["Environment"]["Variables"])
