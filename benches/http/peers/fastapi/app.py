"""FastAPI with asyncpg: activities and the sums of a county, from the tables that fazhi serves.

Run as its documentation advises: several workers of uvicorn on uvloop and httptools. Answers skip the response model
and are written by orjson, the fastest way FastAPI offers.
"""

import datetime as dt
import hashlib
import hmac
import os
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
import orjson
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from models import ActivityInput
from statements import (
    ACTIVITY_SUMS,
    BUMP,
    CASE_SUMS,
    COLUMNS,
    INSERT,
    INSERT_TRAIL,
    LIST,
    READ,
    TOKEN,
    TOWNSHIPS,
    as_row,
)


async def no_reset(_):
    """Sessions hold no state here, so a connection goes back without the round trip that would clear it."""


@asynccontextmanager
async def lifespan(app):
    size = int(os.environ["POOL_SIZE"])
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=size, max_size=size, reset=no_reset)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan, openapi_url=None)


async def connection(request: Request):
    async with request.app.state.pool.acquire() as conn:
        yield conn


Connection = Annotated[asyncpg.Connection, Depends(connection)]


async def caller(conn: Connection, bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]):
    """Whose token it is, as the database says now."""
    _, token_id, secret = bearer.credentials.split("_", 2)
    token = await conn.fetchrow(TOKEN, token_id)
    digest = hashlib.sha256(secret.encode()).digest()
    if token is None or not hmac.compare_digest(digest, token["secret_hash"]):
        raise HTTPException(401)
    return token


Caller = Annotated[asyncpg.Record, Depends(caller)]


def as_json(content):
    # asyncpg's UUIDs are a subclass of their own, which orjson does not know.
    return orjson.dumps(content, default=str)


def answer(content, status=200, **headers):
    return Response(as_json(content), status, headers, "application/json")


@app.get("/readyz")
async def ready(conn: Connection):
    return await conn.fetchval("SELECT 'ready'")


@app.get("/api/v1/activities/{record_id}")
async def read_activity(record_id: str, conn: Connection, _: Caller):
    row = await conn.fetchrow(READ, record_id)
    if row is None:
        raise HTTPException(404)
    return answer(dict(row))


@app.get("/api/v1/activities")
async def list_activities(
    conn: Connection,
    _: Caller,
    township: str,
    to: dt.date,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: str = "ffffffff-ffff-ffff-ffff-ffffffffffff",
):
    rows = await conn.fetch(LIST, township[:6], township, to, before, limit + 1)
    items = [dict(row) for row in rows[:limit]]
    more = len(rows) > limit
    cursor = {"to": items[-1]["held_on"], "before": items[-1]["id"]} if more else None
    return answer({"items": items, "next": cursor})


@app.post("/api/v1/activities")
async def create_activity(body: ActivityInput, conn: Connection, token: Caller, request: Request):
    if token["role"] != "clerk":
        raise HTTPException(403)
    row = as_row(body.model_dump(), token["name"])
    async with conn.transaction():
        record = dict(await conn.fetchrow(INSERT, *(row[column] for column in COLUMNS)))
        await conn.execute(INSERT_TRAIL, *_trail(row, record, token, request))
        await conn.execute(BUMP, row["county_code"], row["township_code"], row["year"], row["created_at"])
    return answer(record, 201, Location=f"/api/v1/activities/{record['id']}", ETag='"1"')


def _trail(row, record, token, request):
    return (
        row["county_code"],
        row["township_code"],
        row["id"],
        row["created_at"],
        token["id"],
        token["name"],
        token["role"],
        request.headers.get("x-request-id", ""),
        as_json(record).decode(),
    )


@app.get("/api/v1/regions/{county}/figures")
async def read_figures(
    county: str, year: int, conn: Connection, _: Caller, if_none_match: Annotated[str | None, Header()] = None
):
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    townships = await conn.fetch(TOWNSHIPS, county)
    activities = {row["code"]: row for row in await conn.fetch(ACTIVITY_SUMS, county, first, last)}
    cases = {row["code"]: row for row in await conn.fetch(CASE_SUMS, county, first, last)}
    rows = [_figures(township, activities, cases) for township in townships]
    body = as_json({"region": county, "year": year, "rows": rows})
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, headers={"ETag": tag}, media_type="application/json")


def _figures(township, *sources):
    """A township's row: what no record states is null, what was counted and found to be none is 0."""
    row = dict(township)
    for source in sources:
        row |= source.get(row["code"], {})
    return row
