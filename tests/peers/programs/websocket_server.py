# A server of the websockets library that shows what it can do, by path. Any free port; it prints which.
import asyncio

import websockets


async def fragments():
    for part in ('one ', 'message ', 'in ', 'four'):
        yield part


async def handler(connection):
    # 10 keeps it on the connection, 14 on its request.
    path = connection.path if hasattr(connection, 'path') else connection.request.path
    print('open', path, 'subprotocol', connection.subprotocol)
    if path == '/echo':
        try:
            while True:
                await connection.send(await connection.recv())
        except websockets.ConnectionClosed:
            pass
    elif path == '/fragments':
        await connection.send(fragments())
        await connection.send(b'\x00\x01\xfe\xff')
        await connection.wait_closed()
    elif path == '/close':
        await connection.recv()
        await connection.close(4001, 'as you wish')
    elif path == '/ping':
        pong = await connection.ping(b'are you alive')
        await pong
        await connection.send('you are alive')
        await connection.wait_closed()
    elif path == '/big':
        await connection.send('z' * 200_000)
        await connection.wait_closed()
    print('closed', connection.close_code, repr(connection.close_reason))


async def main():
    async with websockets.serve(
        handler, '127.0.0.1', 0, subprotocols=['chat.v2', 'chat.v1'], ping_interval=None
    ) as server:
        print('listening on', list(server.sockets)[0].getsockname()[1])
        await asyncio.Future()


asyncio.run(main())
