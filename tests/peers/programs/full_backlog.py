# A listener whose queue is full and that never accepts: the kernel drops further SYNs, so connecting takes for ever.
import socket
import time

s = socket.socket()
s.bind(('127.0.0.1', 0))
s.listen(0)
waiting = []
for _ in range(8):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(s.getsockname())
    waiting.append(one)
time.sleep(0.2)
print('full on', s.getsockname()[1])
time.sleep(3600)
