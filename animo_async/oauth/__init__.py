"""OAuth for apps that act for other people's Animo accounts (extra: `oauth`).

```python
oauth = AnimoOAuth(client_id, client_secret, "https://shop.example/animo/callback")

login = oauth.authorization(["user:read", "companies:read", "events:read"])
...  # keep `login` in the visitor's session, and send the visitor to login.url

tokens = await oauth.exchange(callback_url, login)  # the address at which the visitor came back
await save(tokens)
animo = AnimoClient(RenewingToken(oauth, tokens, save))
```
"""

from .app import AnimoOAuth
from .renewing import RenewingToken, Save
from .values import Authorization, LoginRequiredError, OAuthError, OAuthTokens

__all__ = ["AnimoOAuth", "Authorization", "LoginRequiredError", "OAuthError", "OAuthTokens", "RenewingToken", "Save"]
