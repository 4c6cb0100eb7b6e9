"""Who somebody is, as a provider they sign in at says: GitHub by OAuth 2.0, anybody else by OpenID Connect."""
