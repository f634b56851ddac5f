"""Parts of matching pledges with requirements; `stages.plan.pledge` is the way in."""
