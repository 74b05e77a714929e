#!/bin/sh
# The page: a nonce goes through every link, and each service has a line that says whether it came back.
read -r nonce </proc/sys/kernel/random/uuid
nonce=${nonce%%-*}

# What a service says, and nothing but that it says nothing where it doesn't in two seconds.
ask() {
    answer=$(timeout 2 wget -q -O - "http://$1/?$nonce") || answer="$1: no answer"
    echo "$answer"
}
said=$(
    echo "web: answered $nonce"
    ask auth &
    ask catalogue &
    wait
)

printf 'Content-Type: text/html\r\nCache-Control: no-store\r\n\r\n'
echo "<!doctype html><title>shop</title><h1>Shop $nonce</h1><pre>"
for service in web auth catalogue pricing redis; do
    words=$(echo "$said" | grep "^$service: ")
    case $words in
    *'no answer'*) echo "$service: no answer" ;;
    '')
        # Nobody could ask it now: what was written when it was asked last.
        words=$(echo "$said" | sed -n "s/^last $service: /$service: /p")
        echo "${words:-$service: nobody can ask}"
        ;;
    *) echo "$words" | head -n 1 ;;
    esac
done
echo '</pre>'
