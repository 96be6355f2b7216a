#!/bin/sh
# A stand-in for systemd in a bare root: runs what a unit starts, as its user and with its settings.
verb=$1; shift
for unit in "$@"; do
  file=/etc/systemd/system/${unit%.service}.service
  test -f "$file" || continue
  value() { sed -n "s/^$1=//p" "$file"; }
  case "$verb" in
  is-active) kill -0 "$(cat "/run/$unit.pid")" || exit 1 ;;
  start|restart)
    user=$(value User)
    for folder in $(value StateDirectory); do
      mkdir -p "/var/lib/$folder" && chmod 700 "/var/lib/$folder" && chown -R "$user" "/var/lib/$folder"
    done
    if pid=$(cat "/run/$unit.pid" 2>/dev/null); then
      kill "$pid" 2>/dev/null
      while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    fi
    credential=$(value LoadCredential) # NAME:FILE
    folder=/run/credentials/$unit
    mkdir -p "$folder"
    install -m 400 -o "$user" "${credential#*:}" "$folder/${credential%%:*}"
    set -a
    CREDENTIALS_DIRECTORY=$folder
    eval "$(value Environment | sed 's#%S#/var/lib#')"
    set +a
    command=$(value ExecStart | sed 's#%%#\x01#g; s#%S#/var/lib#g; s#\x01#%#g; s#\$\$#$#g; s#${HOST}#127.0.0.1#')
    cd /opt/intake-desk || exit 1
    as="setpriv --reuid $user --regid $user --clear-groups"
    if test "$(value Type)" = oneshot; then
      $as sh -c "exec $command" || exit 1
    else
      $as sh -c "exec $command" > "/var/log/$unit.log" 2>&1 &
      echo $! > "/run/$unit.pid"
    fi ;;
  esac
done
exit 0
