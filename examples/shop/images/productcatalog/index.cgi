#!/bin/sh
# Asks pricing, writes its answer and the nonce to redis, and reads the nonce back; finds both by their names.
printf 'Content-Type: text/plain\r\n\r\n'
nonce=$QUERY_STRING
case $nonce in
'' | *[!0-9a-f]*) echo 'catalogue: not a nonce' && exit ;;
esac

pricing=$(timeout 1 wget -q -O - "http://pricing/?$nonce") || pricing='pricing: no answer'
answer=$(
    printf '%s\r\n' "SET catalogue:$nonce $nonce EX 60" "GET catalogue:$nonce" "SET pricing \"$pricing\"" QUIT |
        timeout 1 nc redis_1 6379 | tr -d '\r'
)
echo "catalogue: answered $nonce"
echo "$pricing"
if echo "$answer" | grep -qx "$nonce"; then
    echo "redis: answered $nonce"
else
    echo 'redis: no answer'
fi
