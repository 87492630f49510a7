"""A TCP proxy on loopback: a line with a delay and a speed of its own, each way, that counts what comes down."""

import asyncio
import threading


class Proxy:
    """``port`` leads to ``target``. ``down``: bytes that have come down so far.

    To be set at any time: ``delay``, seconds each way; ``rate``, bytes a second each way, for all connections together.
    """

    def __init__(self, target):
        self.target, self.delay, self.rate, self.down, self.port = target, 0.0, float("inf"), 0, 0
        self._lines = [asyncio.Lock(), asyncio.Lock()]  # up and down: what goes one way goes one after the other
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

    async def _pump(self, reader, writer, way):
        """Read as it comes, write in the same order when its time has come."""
        queue = asyncio.Queue()
        clock = asyncio.get_running_loop().time

        async def write():
            while True:
                came, data = await queue.get()
                await asyncio.sleep(came + self.delay - clock())
                if not data:
                    return writer.close()
                async with self._lines[way]:
                    await asyncio.sleep(len(data) / self.rate)
                self.down += way * len(data)
                writer.write(data)

        writing = asyncio.create_task(write())
        data = b"-"
        while data and not writing.done():
            try:
                data = await reader.read(4096)  # small, so that connections share the line
            except ConnectionError:
                data = b""
            queue.put_nowait((clock(), data))
        await asyncio.gather(writing, return_exceptions=True)
