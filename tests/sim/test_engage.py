"""Folders and steps of flows, and prospects that come into flows and go."""

from __future__ import annotations

from typing import Any

import pytest
from caller import Caller, Serve

from gong_async.sim import World
from gong_async.sim.enrolments import Enrolments

PROSPECTS = "/v2/flows/prospects"
ASSIGN, BULK = f"{PROSPECTS}/assign", f"{PROSPECTS}/bulk-assignments"
BY_INSTANCE = f"{PROSPECTS}/unassign-flows-by-instance-id"
BY_CRM_ID = f"{PROSPECTS}/unassign-flows-by-crm-id"

Json = dict[str, Any]


@pytest.fixture(scope="session")
def flow(world: World) -> Json:
    """A flow whose prospects may be in others as well."""
    return next(one for one in world.flows() if not one["exclusive"] and one["ownerEmail"] is None)


@pytest.fixture(scope="session")
def free(world: World) -> list[str]:
    """Prospects that were never in a flow."""
    state = Enrolments(world)
    met = {one["crmProspectId"] for one in state.instances.values()}
    return sorted(state.prospects - met)


@pytest.fixture(scope="session")
def cooling(world: World) -> str:
    """A prospect whose flow is over."""
    state = Enrolments(world)
    return next(
        one["crmProspectId"]
        for one in state.instances.values()
        if one["flowInstanceStatus"].startswith("Finished")
    )


def assignment(world: World, flow: Json, *crm_ids: str, **more: Any) -> Json:
    owner = world.users[0]["emailAddress"]
    ids = {"flowId": flow["id"], "crmProspectsIds": list(crm_ids)}
    return {**ids, "flowInstanceOwnerEmail": owner, **more}


async def assigned(gong: Caller, **asked: list[str]) -> list[Json]:
    reply = await gong.post(PROSPECTS, asked)
    assert reply.status == 200
    return list(reply.body["prospectsAssigned"])


async def test_folders_are_the_companys_the_owners_and_what_is_shared(
    gong: Caller, world: World
) -> None:
    owner = next(flow for flow in world.flows() if flow["visibility"] == "Personal")
    path = "/v2/flows/folders"

    async def found(**query: str) -> list[Json]:
        pages = await gong.walk(path, flowFolderOwnerEmail=owner["ownerEmail"], **query)
        return [folder for page in pages for folder in page.body["flowsFolders"]]

    everything = {folder["id"]: folder for folder in await found()}
    assert {folder["visibility"] for folder in everything.values()} == {
        "Company",
        "Personal",
        "Shared",
    }
    assert everything["100"] == {
        "id": "100",
        "name": "Shared With You",
        "parentFolderId": "null",
        "createdById": "null",
        "visibility": "Shared",
    }
    assert everything[owner["folderId"]]["name"] == owner["folderName"]
    child = next(one for one in everything.values() if one["parentFolderId"] != "null")
    parent = everything[child["parentFolderId"]]
    below = await found(parentId=parent["id"])
    assert {one["id"] for one in below} == {parent["id"]} | {
        one["id"] for one in everything.values() if one["parentFolderId"] == parent["id"]
    }
    here = await found(workspaceId=world.workspaces[1]["id"])
    assert 1 < len(here) < len(everything)
    assert await found(workspaceId="404") == [everything["100"]]
    assert (await gong.get(path)).error == "flowFolderOwnerEmail parameter is missing"


async def test_every_flow_is_in_a_folder_that_is_listed(gong: Caller, world: World) -> None:
    for flow in world.flows():
        owner = flow["ownerEmail"] or "nobody@nowhere.example"
        reply = await gong.get("/v2/flows/folders", flowFolderOwnerEmail=owner)
        listed = {folder["id"]: folder["name"] for folder in reply.body["flowsFolders"]}
        assert listed[flow["folderId"]] == flow["folderName"]


async def test_steps_of_flows(gong: Caller, world: World) -> None:
    ids = [flow["id"] for flow in world.flows()][:20]
    flows = (await gong.post("/v2/flows/steps", {"flowIds": ids})).body["flows"]
    assert [flow["id"] for flow in flows] == ids
    for flow in flows:
        steps = flow["steps"]
        assert [step["stepOrder"] for step in steps] == [*range(1, len(steps) + 1)]
        assert all((step["subject"] is None) != ("EMAIL" in step["action"]) for step in steps)
    again = (await gong.post("/v2/flows/steps", {"flowIds": ids})).body["flows"]
    assert again == flows


async def test_steps_of_too_many_flows_or_of_an_unknown_one(gong: Caller, world: World) -> None:
    path, ids = "/v2/flows/steps", [flow["id"] for flow in world.flows()]
    reply = await gong.post(path, {"flowIds": ids[:21]})
    assert (reply.status, reply.error) == (400, "flowIds: size must be between 0 and 20")
    reply = await gong.post(path, {"flowIds": [ids[0], "404"]})
    assert (reply.status, reply.error) == (404, "Flow not found: flowId=404")
    assert (await gong.post(path, {})).error == "flowIds: may not be null"


async def test_what_is_assigned_is_found_and_is_gone_after_unassigning(
    gong: Caller, world: World, flow: Json, free: list[str]
) -> None:
    first, second, *_ = free
    reply = await gong.post(ASSIGN, assignment(world, flow, first, second))
    made = reply.body["prospectsAssigned"]
    assert (reply.status, reply.body["prospectsNotAssigned"]) == (200, [])
    assert [one["crmProspectId"] for one in made] == [first, second]
    user = world.users[0]
    assert {
        "flowId": flow["id"],
        "flowName": flow["name"],
        "flowInstanceOwnerEmail": user["emailAddress"],
        "flowInstanceOwnerFullName": f"{user['firstName']} {user['lastName']}",
        "flowInstanceStatus": "Pending",
        "workspaceId": flow["workspaceId"],
        "exclusive": False,
    }.items() <= made[0].items()
    assert await assigned(gong, crmProspectsIds=[first, second]) == made
    instances = [one["flowInstanceId"] for one in made]
    assert await assigned(gong, flowInstanceIds=instances[:1]) == made[:1]
    both = await assigned(gong, crmProspectsIds=[first], flowInstanceIds=instances)
    assert sorted(one["flowInstanceId"] for one in both) == sorted(instances)

    reply = await gong.post(BY_INSTANCE, {"flowInstanceIds": instances[:1]})
    assert reply.body["unassignedFlowInstanceIds"] == instances[:1]
    assert await assigned(gong, crmProspectsIds=[first], flowInstanceIds=instances[:1]) == []
    reply = await gong.post(BY_CRM_ID, {"crmProspectId": second, "flowId": "404"})
    assert reply.body["unassignedFlowInstanceIds"] == []
    reply = await gong.post(BY_CRM_ID, {"crmProspectId": second, "flowId": flow["id"]})
    assert reply.body["unassignedFlowInstanceIds"] == instances[1:]
    assert await assigned(gong, crmProspectsIds=[first, second]) == []


async def test_a_prospect_leaves_all_flows_at_once(
    gong: Caller, world: World, free: list[str]
) -> None:
    flows = [flow for flow in world.flows() if not flow["exclusive"]][:3]
    for flow in flows:
        await gong.post(ASSIGN, assignment(world, flow, free[0]))
    made = [one["flowInstanceId"] for one in await assigned(gong, crmProspectsIds=free[:1])]
    assert len(made) == 3
    reply = await gong.post(BY_CRM_ID, {"crmProspectId": free[0]})
    assert reply.body["unassignedFlowInstanceIds"] == made


async def test_prospects_that_are_not_assigned_and_why(
    gong: Caller, world: World, flow: Json, free: list[str], cooling: str
) -> None:
    exclusive = next(one for one in world.flows() if one["exclusive"])
    await gong.post(ASSIGN, assignment(world, flow, free[0]))
    await gong.post(ASSIGN, assignment(world, exclusive, free[1]))
    crm_ids = [free[0], free[1], cooling, "not-a-crm-id", free[2]]
    reply = await gong.post(ASSIGN, assignment(world, flow, *crm_ids))
    assert [one["crmProspectId"] for one in reply.body["prospectsAssigned"]] == free[2:3]
    assert [
        (one["flowId"], one["crmProspectId"], one["errorCode"], one["errorMessage"])
        for one in reply.body["prospectsNotAssigned"]
    ] == [
        (flow["id"], *why)
        for why in (
            (free[0], "InvalidState", "Prospect is already assigned to the flow"),
            (free[1], "InvalidState", "Prospect is assigned to an exclusive flow"),
            (cooling, "InvalidState", "Prospect is in the cool off period"),
            ("not-a-crm-id", "InvalidArgument", "Invalid crmId <not-a-crm-id>"),
        )
    ]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (f"{ASSIGN}/cool-off-override", {}),
        (ASSIGN, {"overrides": {"coolOffOverride": True}}),
    ],
)
async def test_cooling_off_can_be_overridden(
    gong: Caller, world: World, flow: Json, cooling: str, path: str, more: Json
) -> None:
    reply = await gong.post(path, assignment(world, flow, cooling, **more))
    assert [one["crmProspectId"] for one in reply.body["prospectsAssigned"]] == [cooling]


async def test_finished_flows_are_found_by_their_instances_alone(
    gong: Caller, world: World, cooling: str
) -> None:
    over = next(
        one for one in Enrolments(world).instances.values() if one["crmProspectId"] == cooling
    )
    assert await assigned(gong, crmProspectsIds=[cooling]) == []
    assert await assigned(gong, flowInstanceIds=[over["flowInstanceId"]]) == [over]
    reply = await gong.post(BY_INSTANCE, {"flowInstanceIds": [over["flowInstanceId"]]})
    assert reply.body["unassignedFlowInstanceIds"] == []


@pytest.mark.parametrize(
    ("path", "change", "status", "text"),
    [
        (ASSIGN, {"flowId": "404"}, 404, "Flow not found"),
        (f"{ASSIGN}/cool-off-override", {"flowId": "404"}, 404, "Flow not found"),
        (BULK, {"flowId": "404"}, 404, "Flow not found"),
        (ASSIGN, {"flowId": None}, 400, "flowId: may not be null"),
        (
            ASSIGN,
            {"crmProspectsIds": [str(n) for n in range(101)]},
            400,
            "crmProspectsIds: size must be between 0 and 100",
        ),
        (
            ASSIGN,
            {"flowInstanceOwnerEmail": "nobody@nowhere.example"},
            400,
            "flowInstanceOwnerEmail: must be the email of a Gong user",
        ),
        (BULK, {"prospects": []}, 400, "prospects: size must be between 1 and 50"),
        (
            BULK,
            {"prospects": [{"crmId": str(n)} for n in range(51)]},
            400,
            "prospects: size must be between 1 and 50",
        ),
        (
            BULK,
            {"prospects": [{"crmId": "1"}, {"firstName": "Bo"}]},
            400,
            "prospects[1].lastName: may not be null",
        ),
        (
            BY_INSTANCE,
            {"flowInstanceIds": [str(n) for n in range(201)]},
            400,
            "flowInstanceIds: size must be between 0 and 200",
        ),
        (
            BY_INSTANCE,
            {"flowInstanceIds": ["404"]},
            400,
            "One or more of the given flowInstanceIds does not exist",
        ),
        (
            PROSPECTS,
            {"crmProspectsIds": None},
            400,
            "crmProspectsIds or flowInstanceIds must be provided",
        ),
    ],
)
async def test_what_is_refused(
    gong: Caller, world: World, flow: Json, path: str, change: Json, status: int, text: str
) -> None:
    good = assignment(world, flow, "a", prospects=[{"crmId": "a"}])
    reply = await gong.post(path, {**good, **change})
    assert (reply.status, reply.error) == (status, text)


async def test_many_prospects_are_assigned_in_the_course_of_some_looks(
    gong: Caller, world: World, flow: Json, free: list[str], cooling: str
) -> None:
    new = {"firstName": "Bo", "lastName": "Li", "email": "bo@example.com"}
    prospects = [{"crmId": free[0]}, {"crmId": "unknown"}, {"crmId": cooling}, new]
    reply = await gong.post(BULK, assignment(world, flow, prospects=prospects))
    counts = ("totalCount", "processedCount", "successCount", "failedCount")
    told = reply.body
    assert (reply.status, told["status"], told["results"]) == (202, "PENDING", [])
    path = f"{BULK}/{told['id']}"
    told = (await gong.get(path)).body
    assert (told["status"], *(told[name] for name in counts)) == ("IN_PROGRESS", 4, 2, 1, 1)
    told = (await gong.get(path)).body
    assert (told["status"], *(told[name] for name in counts)) == ("COMPLETED", 4, 4, 2, 2)
    results = told["results"]
    assert [one["prospect"] for one in results] == prospects
    assert [one["status"] for one in results] == [
        "ASSIGNED",
        "CRM_OPERATION_FAILED",
        "FLOW_ASSIGNMENT_FAILED",
        "ASSIGNED",
    ]
    assert results[1]["errorMessage"] == "Invalid crmId <unknown>"
    assert results[2]["errorCode"] == "InvalidState"
    made = [results[n]["flowInstanceId"] for n in (0, 3)]
    crm_ids = [results[n]["crmId"] for n in (0, 3)]
    there = await assigned(gong, crmProspectsIds=crm_ids)
    assert [one["flowInstanceId"] for one in there] == made
    assert (await gong.get(path)).body["results"] == results
    missing = await gong.get(f"{BULK}/12345")
    assert (missing.status, missing.error) == (
        404,
        "Flow prospects bulk assignment 12345 not found",
    )


async def test_looking_for_the_prospects_brings_them_in_as_well(
    gong: Caller, world: World, flow: Json, free: list[str]
) -> None:
    await gong.post(BULK, assignment(world, flow, prospects=[{"crmId": free[0]}]))
    assert await assigned(gong, crmProspectsIds=free[:1]) == []
    assert len(await assigned(gong, crmProspectsIds=free[:1])) == 1


async def test_to_the_letter_folders_are_flows(serve: Serve, world: World) -> None:
    strict = await serve(as_specified=True)
    owner = world.users[0]["emailAddress"]
    body = (await strict.get("/v2/flows/folders", flowFolderOwnerEmail=owner)).body
    assert set(body) == {"requestId", "records", "flows"}
    assert body["flows"]


def test_the_same_company_has_the_same_prospects_in_flows() -> None:
    one, same, other = (Enrolments(World(seed, 60)).instances for seed in (5, 5, 6))
    assert one == same != other
