"""OAuth for apps that act for other people's Animo accounts (extra: `oauth`).

```python
from dataclasses import asdict

from animo_async import AnimoClient
from animo_async.oauth import AnimoOAuth, Authorization, RenewingToken

oauth = AnimoOAuth("your-client-id", "your-client-secret", "https://shop.example/animo/callback")


def log_in(session):
    login = oauth.authorization(["user:read", "companies:read", "events:read"])
    session["animo"] = asdict(login)  # it holds a secret, so keep the session on the server
    return login.url  # redirect the visitor there


async def come_back(session, callback_url, save):
    tokens = await oauth.exchange(callback_url, Authorization(**session.pop("animo")))
    await save(tokens)
    return AnimoClient(RenewingToken(oauth, tokens, save))
```
"""

from .app import AnimoOAuth
from .renewing import RenewingToken, Save
from .values import Authorization, LoginRequiredError, OAuthError, OAuthTokens

__all__ = ["AnimoOAuth", "Authorization", "LoginRequiredError", "OAuthError", "OAuthTokens", "RenewingToken", "Save"]
