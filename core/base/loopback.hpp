#pragma once

namespace spyglass {

/// Switches the loopback on, in the network namespace that we are in: a new one has it switched
/// off. False, with errno, when that is refused.
bool raise_loopback();

}  // namespace spyglass
