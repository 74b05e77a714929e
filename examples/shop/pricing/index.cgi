#!/bin/sh
# Stateless: the answer is in the question.
printf 'Content-Type: text/plain\r\n\r\n'
case $QUERY_STRING in
'' | *[!0-9a-f]*) echo 'pricing: not a nonce' ;;
*) echo "pricing: answered $QUERY_STRING" ;;
esac
