// A client of qtest, QEMU's protocol for tests: the guest's memory, past its protection
// unit, over a connected stream socket. For a guest that stands.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QTEST_BYTES_MAX 64

// Each is for at most QTEST_BYTES_MAX bytes. False if QEMU has gone away, did not
// answer within ten seconds or refused.
bool qtest_read(int fd, uint32_t address, void *to, size_t n);
bool qtest_write(int fd, uint32_t address, const void *from, size_t n);
