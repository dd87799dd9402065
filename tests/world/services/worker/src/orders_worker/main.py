"""Takes orders from the queue."""

import dramatiq
from orders_common import Order


@dramatiq.actor
def ship(number, item):
    print("shipped", Order(number=number, item=item))


def main():
    ship(1, "a pen")
