#!/usr/bin/env python3
"""Copies the recordings of daprd 1.18.3 to a folder, without what Dapr 1.19 does otherwise on purpose.

Since 1.18.6 an app that calls itself is told who calls, like any other app. In every scenario in which one does, the three headers that say so
are not compared; that they are right is what tests/Daprlet/Invocation/IdentityTests.cs shows.

usage: recordings.py SOURCE TARGET
"""
import json
import pathlib
import shutil
import sys

IDENTITY = ["dapr-caller-app-id", "dapr-caller-namespace", "dapr-callee-app-id"]
CALLING = ["invocation", "resiliency", "reload", "server", "middleware-acl"]


def calls_itself(golden):
    """Whether an app received something that no other sidecar sent."""
    return any(IDENTITY[0] not in request["headers"] for requests in golden.get("received", {}).values() for request in requests)


def amend(scenarios_file, golden_file):
    scenarios, golden = (json.loads(file.read_text()) for file in (scenarios_file, golden_file))
    for scenario in scenarios:
        recorded = golden.get(scenario["name"], {})
        if not calls_itself(recorded):
            continue
        scenario["unseen"] = scenario.get("unseen", []) + IDENTITY
        for request in (request for requests in recorded["received"].values() for request in requests):
            for header in IDENTITY:
                request["headers"].pop(header, None)
    scenarios_file.write_text(json.dumps(scenarios))
    golden_file.write_text(json.dumps(golden))


source, target = map(pathlib.Path, sys.argv[1:])
shutil.copytree(source, target, dirs_exist_ok=True)
for name in CALLING:
    amend(target / "scenarios" / f"{name}.json", target / "golden" / f"{name}.json")
