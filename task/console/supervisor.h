// The supervisor, as the console calls it (idl/jefe.idol).
#pragma once

#include "idl/jefe_client.h"

struct jefe_client *supervisor(void);
