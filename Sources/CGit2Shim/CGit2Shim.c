#include "CGit2Shim.h"
