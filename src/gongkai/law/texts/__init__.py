"""The register of legal texts: one TOML file a text, read by :mod:`gongkai.law.instruments`."""
