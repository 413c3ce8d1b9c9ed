"""The interface through which agencies' own systems answer their referrals (docs/agency-api.md)."""
