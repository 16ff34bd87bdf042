// Interrupts as tasks see them: flags of IRQ_CONTROL and IRQ_STATUS.
//
// A task names its interrupts by the notification bits that they post; the
// bits must equal, as a whole, a value given to it in app.toml. An interrupt
// is disabled when it fires; its task enables it again when it has dealt
// with the device.
#pragma once

#define IRQ_ENABLE 1u
#define IRQ_CLEAR_PENDING 2u

#define IRQ_STATUS_ENABLED 1u
#define IRQ_STATUS_PENDING 2u
#define IRQ_STATUS_POSTED 4u
