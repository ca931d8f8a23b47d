#!/usr/bin/env python3
"""Copies the recordings of daprd 1.18.3 to a folder, without what Dapr 1.19 does otherwise on purpose.

Since 1.18.6 an app that calls itself is told who calls, like any other app; over gRPC each of the three headers that say so comes once, and
proxied calls have the namespace, too. In every scenario that was recorded otherwise they are not compared; that they are right is what
tests/Daprlet/Invocation/IdentityTests.cs shows, and GrpcProxyTests.cs below it.

usage: recordings.py SOURCE TARGET
"""
import json
import pathlib
import shutil
import sys

IDENTITY = ["dapr-caller-app-id", "dapr-caller-namespace", "dapr-callee-app-id"]
CALLING = ["invocation", "proxy", "resiliency", "reload", "server", "middleware-acl"]


def headers(request):
    """What a recorded request came with: headers over HTTP, metadata over gRPC."""
    return request["headers"] if "headers" in request else request["metadata"]


def tells_less(golden):
    """Whether an app received something without the whole identity: from its own sidecar, or by a proxied call."""
    return any(not set(IDENTITY) <= headers(request).keys() for requests in golden.get("received", {}).values() for request in requests)


def amend(scenarios_file, golden_file):
    scenarios, golden = (json.loads(file.read_text()) for file in (scenarios_file, golden_file))
    for scenario in scenarios:
        recorded = golden.get(scenario["name"], {})
        if not tells_less(recorded):
            continue
        scenario["unseen"] = scenario.get("unseen", []) + IDENTITY
        for request in (request for requests in recorded["received"].values() for request in requests):
            for header in IDENTITY:
                headers(request).pop(header, None)
    scenarios_file.write_text(json.dumps(scenarios))
    golden_file.write_text(json.dumps(golden))


source, target = map(pathlib.Path, sys.argv[1:])
shutil.copytree(source, target, dirs_exist_ok=True)
for name in (name for name in CALLING if (target / "golden" / f"{name}.json").exists()):
    amend(target / "scenarios" / f"{name}.json", target / "golden" / f"{name}.json")
