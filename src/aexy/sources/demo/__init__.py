"""A made-up organization, the same for the same seed, down to the byte.

`organization` says who works there and on what, `history` tells one repository's commits and pull requests,
`operations` its deployments and incidents, `pages` packs what a provider would have answered.
"""
