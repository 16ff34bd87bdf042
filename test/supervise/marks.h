// What a victim has in its registers and on its stack when it dies.
#pragma once

#define MARK_R4 0x4A4A0004u
#define MARK_R11 0x4A4A000Bu
#define MARK_R0 0x4A4A0000u
#define MARK_STACK 0x57AC57ACu
