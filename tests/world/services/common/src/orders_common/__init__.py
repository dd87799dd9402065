"""What the services share: an order."""

import pydantic


class Order(pydantic.BaseModel):
    number: int
    item: str
