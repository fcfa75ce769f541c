"""The services of `sdks.e2e.spec.ts` in Python. `PORT` says where they listen on loopback."""

import asyncio
import os

import hypercorn
import restate
from hypercorn.asyncio import serve

from counter import counter
from signup import signup
from steps import steps

config = hypercorn.Config()
config.bind = [f"127.0.0.1:{os.environ['PORT']}"]
asyncio.run(serve(restate.app([counter, signup, steps]), config))
