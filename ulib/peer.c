// Peers that do what they should not.
#include "ulib/peer.h"

#include "ulib/panic.h"

NORETURN void peer_broke_rules(void)
{
	panic("a reply that the interface does not have");
}
