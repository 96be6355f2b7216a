#!/bin/sh
# Make the secrets of compose.yml once, in ./secrets beside it, and intake.env for HOST.
set -eu
test $# = 1 || { echo "Name the host: sh deploy/container/secrets.sh help.example.org"; exit 2; }
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
secret() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
for name in apply_secret desk_secret postgres_password; do
    test -s "secrets/$name" || secret > "secrets/$name"
done
: > secrets/roles.part
: > secrets/rights.part
for role in owner apply desk worker; do
    user=$(test "$role" = owner && echo intake || echo "intake_$role")
    test -s "secrets/${role}_database" || echo "postgresql://$user:$(secret)@database/intake" > "secrets/${role}_database"
    password=$(sed 's#.*://[^:]*:\([^@]*\)@.*#\1#' "secrets/${role}_database")
    if test "$role" = owner; then
        echo "CREATE ROLE intake LOGIN CREATEROLE PASSWORD '$password';" >> secrets/roles.part
        echo "CREATE DATABASE intake OWNER intake;" >> secrets/roles.part
    else
        echo "ALTER ROLE $user PASSWORD '$password';" >> secrets/rights.part
    fi
done
mv secrets/roles.part secrets/roles.sql
{ echo "SET ROLE intake;"; cat ../roles.sql; cat secrets/rights.part; } > secrets/rights.sql
rm secrets/rights.part
# The containers read these as another user; the folder keeps everybody else out.
chmod 644 secrets/*
test -s intake.env || printf 'PUBLIC_URL=https://%s\nTRUSTED_PROXIES=1\nORGANISATION_NAME=\nHELP_PHONE=\nMAIL_SERVER=\nRECOVERY_FINGERPRINT=\n' "$1" > intake.env
echo "Secrets are in $(pwd)/secrets; intake.env waits for your settings."
