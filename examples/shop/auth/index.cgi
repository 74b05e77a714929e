#!/bin/sh
# Writes the nonce to redis, which it finds by the variables of its link, and reads it back.
printf 'Content-Type: text/plain\r\n\r\n'
nonce=$QUERY_STRING
case $nonce in
'' | *[!0-9a-f]*) echo 'auth: not a nonce' && exit ;;
esac

answer=$(
    printf '%s\r\n' "SET auth:$nonce $nonce EX 60" "GET auth:$nonce" "GET pricing" QUIT |
        timeout 1 nc "$REDIS_1_PORT_6379_TCP_ADDR" "$REDIS_1_PORT_6379_TCP_PORT" | tr -d '\r'
)
echo "auth: answered $nonce"
if echo "$answer" | grep -qx "$nonce"; then
    echo "redis: answered $nonce"
else
    echo 'redis: no answer'
fi
# What catalogue wrote of pricing, for when catalogue itself can't say it.
echo "$answer" | sed -n 's/^pricing: /last &/p'
