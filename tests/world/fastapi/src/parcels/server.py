"""The service: one route, and the command that serves it."""

import uvicorn
from fastapi import FastAPI

app = FastAPI(title="parcels")


@app.get("/parcels/{number}")
def parcel(number: int):
    return {"number": number, "state": "on its way"}


def main():
    uvicorn.run(app, host="0.0.0.0", port=8000)
