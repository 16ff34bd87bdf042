// A server of test/idl/lab.idol, for tests on the host and on target.
#pragma once

#include "idl/lab_server.h"

extern const struct lab_server lab_handlers;
