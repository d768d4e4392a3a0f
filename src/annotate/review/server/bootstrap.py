"""Prepare doccano's data: run by the interpreter of its own environment, never imported.

Standard input holds a JSON object with ``backend`` (doccano's folder) and ``accounts``, a list of
``[user, password, administrator]``. Passwords come that way because the arguments of a process are
there for everybody to see.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Create or migrate the database, the roles and the accounts."""
    data = json.load(sys.stdin)
    os.chdir(data["backend"])
    sys.path.insert(0, data["backend"])
    import django

    django.setup()
    from annotate_doccano_middleware import remove_imported
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("create_roles")
    remove_imported()
    for name, password, administrator in data["accounts"]:
        user, made = get_user_model().objects.get_or_create(username=name)
        if made or not user.check_password(password):
            user.set_password(password)
        user.is_staff = user.is_superuser = administrator
        user.save()


if __name__ == "__main__":
    main()
