"""Serves orders over HTTP."""

import uvicorn
from orders_common import Order
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


def order(request):
    return JSONResponse(Order(number=request.path_params["number"], item="a pen").model_dump())


app = Starlette(routes=[Route("/orders/{number:int}", order)])


def main():
    uvicorn.run(app)
