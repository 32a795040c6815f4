# Shared by the bench scripts: a Postfix and a Dovecot of their own, in a scratch folder, on loopback only.
# Source it; it defines start_postfix, stop_postfix, start_sekisho, stop_sekisho, wait_for, rss_of and cleans up at exit.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d /tmp/sekisho-bench.XXXXXX)
chmod 755 "$scratch"
postfix_port=${POSTFIX_PORT:-12525}
sink_port=${SINK_PORT:-12526}
sekisho_base=${SEKISHO_BASE:-22000}
postfix_running= dovecot_running= sekisho_pid= sink_pid=

finish() {
    stop_sekisho || true
    stop_sink || true
    stop_postfix || true
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

need() { # command package
    command -v "$1" >/dev/null || { echo "bench: $1 is missing: apt-get install $2" >&2; exit 2; }
}

wait_for() { # seconds command...
    local limit=$1 waited=0
    shift
    until "$@" >/dev/null 2>&1; do
        sleep 0.1
        waited=$((waited + 1))
        [ $waited -lt $((limit * 10)) ] || { echo "bench: gave up waiting for: $*" >&2; return 1; }
    done
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start_postfix() {
    local etc=$scratch/postfix/etc
    mkdir -p "$etc" "$scratch/postfix/data" "$scratch/postfix/spool" "$scratch/mail"
    chown postfix "$scratch/postfix/data"
    cat >"$etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $scratch/postfix/spool
data_directory = $scratch/postfix/data
maillog_file = $scratch/postfix/log
maillog_file_prefixes = $scratch
myhostname = postfix.example.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = example.test
virtual_transport = lmtp:unix:$scratch/dovecot/lmtp
relayhost = [127.0.0.1]:$sink_port
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_recipient_restrictions =
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_client_connection_count_limit = 0
default_process_limit = 100
message_size_limit = 26214400
alias_maps =
alias_database =
CF
    # Debian's own master.cf without chroot, plus our port.
    sed -E 's/^(smtp +inet.*)$/#\1/' /usr/share/postfix/master.cf.dist |
        awk '/^[a-z]/ && NF >= 8 { $5 = "n" } { print }' >"$etc/master.cf"
    echo "127.0.0.1:$postfix_port inet n - n - 100 smtpd" >>"$etc/master.cf"
    postfix -c "$etc" start >"$scratch/postfix/start.log" 2>&1 || { cat "$scratch/postfix/start.log" >&2; exit 2; }
    postfix_running=$etc
    wait_for 20 listening "$postfix_port"
}

start_dovecot() {
    mkdir -p "$scratch/dovecot/run" "$scratch/mail"
    id vmail >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin vmail
    chown vmail "$scratch/mail"
    cat >"$scratch/dovecot/dovecot.conf" <<CF
base_dir = $scratch/dovecot/run
state_dir = $scratch/dovecot/run
log_path = $scratch/dovecot/log
protocols = lmtp
ssl = no
mail_location = maildir:$scratch/mail/%n
first_valid_uid = 1
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=vmail gid=nogroup home=$scratch/mail/%n allow_all_users=yes
}
service lmtp {
  process_min_avail = 4
  unix_listener $scratch/dovecot/lmtp {
    mode = 0666
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
default_internal_user = dovecot
CF
    dovecot -c "$scratch/dovecot/dovecot.conf"
    dovecot_running=1
    wait_for 10 test -S "$scratch/dovecot/lmtp"
}

stop_postfix() {
    if [ -n "$postfix_running" ]; then postfix -c "$postfix_running" stop >/dev/null 2>&1 || true; fi
    if [ -n "$dovecot_running" ]; then doveadm -c "$scratch/dovecot/dovecot.conf" stop >/dev/null 2>&1 || true; fi
    postfix_running= dovecot_running=
}

start_sink() { # counts into $scratch/sink.count
    smtp-sink -u nobody -c "127.0.0.1:$sink_port" 1000 >"$scratch/sink.log" 2>&1 &
    sink_pid=$!
    wait_for 5 listening "$sink_port"
}

stop_sink() {
    if [ -n "$sink_pid" ]; then kill "$sink_pid" 2>/dev/null || true; wait "$sink_pid" 2>/dev/null || true; fi
    sink_pid=
}

sekisho_config() { # more lines on standard input
    local dir=$scratch/sekisho
    mkdir -p "$dir"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=mx.example.test \
        -addext subjectAltName=DNS:mx.example.test,DNS:localhost,IP:127.0.0.1 \
        -keyout "$dir/key.pem" -out "$dir/cert.pem" >/dev/null 2>&1
    cat >"$dir/sekisho.toml" <<CF
hostname = "mx.example.test"
data = "$dir/data"
[tls]
certificate = "cert.pem"
key = "key.pem"
[[listener]]
service = "smtp"
address = "127.0.0.1:$((sekisho_base + 25))"
[[listener]]
service = "pop3"
address = "127.0.0.1:$((sekisho_base + 110))"
[[listener]]
service = "pop3s"
address = "127.0.0.1:$((sekisho_base + 995))"
[limits]
message_size = "25MiB"
connections = ${CONNECTIONS:-2000}
connections_per_address = ${CONNECTIONS:-2000}
[relay]
trusted_networks = ["127.0.0.1/32"]
[[route]]
domain = "*"
via = ["127.0.0.1:$sink_port"]
tls = "off"
CF
    cat >>"$dir/sekisho.toml"
}

start_sekisho() {
    local dir=$scratch/sekisho
    rm -f "$dir/out" # of an earlier start
    "$here/sekisho" serve --config "$dir/sekisho.toml" >"$dir/out" 2>"$dir/err" &
    sekisho_pid=$!
    wait_for 60 grep -q '^ready' "$dir/out" || { tail -n 20 "$dir/out" "$dir/err" >&2; exit 2; }
}

stop_sekisho() {
    if [ -n "$sekisho_pid" ]; then kill "$sekisho_pid" 2>/dev/null || true; wait "$sekisho_pid" 2>/dev/null || true; fi
    sekisho_pid=
}

sekisho() { SEKISHO_CONFIG=$scratch/sekisho/sekisho.toml "$here/sekisho" "$@"; }

rss_of() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
rss_peak_of() { awk '/^VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
now() { date +%s.%N; }
rate() { awk -v n="$1" -v from="$2" -v to="$3" 'BEGIN { printf "%.0f", n / (to - from) }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.1f", a / b; else printf "?" }'; }
