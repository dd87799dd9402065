"""The controller: turns a motor."""

import arm_drivers
import motors

print(arm_drivers.Port("/dev/ttyUSB0"), motors.ramp(3, 4))
