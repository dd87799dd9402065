"""Shows orders."""

from flask import Flask
from orders_common import Order

app = Flask(__name__)


@app.get("/")
def index():
    return str(Order(number=1, item="a pen"))


def main():
    app.run()
