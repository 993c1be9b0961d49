"""A mail server on this machine. It prints its port, then each mail as one line of JSON, and ends when its input does.

Arguments: plain, starttls or tls; take, refuse (in words that quote the mail) or hang; the files of a certificate and its key.
"""
import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Letterbox:
    def __init__(self, behaviour, protected):
        self.behaviour = behaviour
        self.protected = protected

    async def handle_DATA(self, server, session, envelope):
        if self.behaviour == "refuse":
            return "554 Refused: " + envelope.content.decode().replace("\r\n", " ")[:400]
        if self.behaviour == "hang":
            print("hanging", flush=True)
            await asyncio.Event().wait()
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": self.protected or session.ssl is not None,
            "user": session.auth_data,
            "mail": base64.b64encode(envelope.content).decode(),
        }), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, auth_data):
    right = (auth_data.login, auth_data.password) == (b"house", b"mail password")
    return AuthResult(success=right, handled=False, auth_data="house")


async def main(security, behaviour, certificate=None, key=None):
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
    starttls = tls if security == "starttls" else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            Letterbox(behaviour, security == "tls"), loop=loop, tls_context=starttls, require_starttls=starttls is not None,
            authenticator=authenticate, auth_require_tls=starttls is not None),
        "127.0.0.1", 0, ssl=tls if security == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
