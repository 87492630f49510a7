"""A TCP proxy on loopback that holds everything back for half a round trip, each way, and counts what comes down."""

import asyncio
import threading


class Proxy:
    """``port`` leads to ``target``. ``delay``: seconds each way, to be set at any time. ``down``: bytes so far."""

    def __init__(self, target):
        self.target, self.delay, self.down, self.port = target, 0.0, 0, 0
        ready = threading.Event()
        threading.Thread(target=asyncio.run, args=(self._serve(ready),), daemon=True).start()
        ready.wait()

    async def _serve(self, ready):
        server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    async def _joined(self, reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._pump(reader, far_writer, 0), self._pump(far_reader, writer, 1))

    async def _pump(self, reader, writer, counts):
        """Read as it comes, write in the same order when its time has come."""
        queue = asyncio.Queue()
        clock = asyncio.get_running_loop().time

        async def write():
            while True:
                due, data = await queue.get()
                await asyncio.sleep(due - clock())
                if not data:
                    return writer.close()
                writer.write(data)

        writing = asyncio.create_task(write())
        data = b"-"
        while data and not writing.done():
            try:
                data = await reader.read(65536)
            except ConnectionError:
                data = b""
            self.down += counts * len(data)
            queue.put_nowait((clock() + self.delay, data))
        await asyncio.gather(writing, return_exceptions=True)
