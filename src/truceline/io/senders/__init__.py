"""Alerts on their way out: CAP 1.2, e-mail, webhook; each once, to whom a mission named.

Senders go to the one host that they were given: no redirects, no proxies or passwords from the
environment. They never decide what may be told to whom.
"""
