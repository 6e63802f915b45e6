. "$STORE/hm-session-vars.sh/etc/profile.d/hm-session-vars.sh"




