# A client of the websockets library: connects to the URL and does what it is told to.
import asyncio
import sys

import websockets

# 14 renamed the option.
HEADERS = 'additional_headers' if int(websockets.__version__.split('.')[0]) >= 14 else 'extra_headers'


async def fragments():
    for part in ('cut ', 'in ', 'three'):
        yield part


async def main(url, deed):
    compression = 'deflate' if deed == 'deflate' else None
    try:
        async with websockets.connect(
            url,
            subprotocols=['chat.v1', 'chat.v2'],
            compression=compression,
            ping_interval=None,
            **{HEADERS: {'X-Deed': deed}},
        ) as connection:
            print('subprotocol', connection.subprotocol)
            if deed in ('talk', 'deflate'):
                text = 'a' * 5000 if deed == 'deflate' else 'hello from Python'
                await connection.send(text)
                print('same', await connection.recv() == text)
                await connection.send(b'\x00\xff')
                print('bytes', (await connection.recv()).hex())
                await connection.close(4002, 'enough')
            elif deed == 'fragments':
                await connection.send(fragments())
                print('answer', await connection.recv())
            elif deed == 'ping':
                pong = await connection.ping(b'knock')
                await pong
                print('pong came')
            elif deed == 'listen':
                try:
                    while True:
                        print('heard', await connection.recv())
                except websockets.ConnectionClosed as error:
                    print('closed', error.rcvd and error.rcvd.code, error.rcvd and error.rcvd.reason)
    except websockets.InvalidHandshake as error:
        print('refused:', error)


asyncio.run(main(sys.argv[1], sys.argv[2]))
