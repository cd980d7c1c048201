#pragma once

#include "core/descriptor_effects.hpp"

/// What the rows of descriptor_effects.cpp do: each changes what a thread has by one call of it.
namespace spyglass::effects {

using Effect = DescriptorEffect;

/// Something that nobody told of.
void open_unknown(ThreadFiles& files, const Call& call, const Effect& effect);
void open_path(ThreadFiles& files, const Call& call, const Effect& effect);
void open_by_rules(ThreadFiles& files, const Call& call, const Effect& effect);
void open_other(ThreadFiles& files, const Call& call, const Effect& effect);
void open_signalfd(ThreadFiles& files, const Call& call, const Effect& effect);
void open_pipe(ThreadFiles& files, const Call& call, const Effect& effect);
void open_socket(ThreadFiles& files, const Call& call, const Effect& effect);
void open_socket_pair(ThreadFiles& files, const Call& call, const Effect& effect);
void accept(ThreadFiles& files, const Call& call, const Effect& effect);
void connect(ThreadFiles& files, const Call& call, const Effect& effect);
/// Descriptors in a message of unix(7); the sender's are not looked for.
void receive(ThreadFiles& files, const Call& call, const Effect& effect);
void duplicate(ThreadFiles& files, const Call& call, const Effect& effect);
void control(ThreadFiles& files, const Call& call, const Effect& effect);
void control_device(ThreadFiles& files, const Call& call, const Effect& effect);
void close(ThreadFiles& files, const Call& call, const Effect& effect);
void close_range(ThreadFiles& files, const Call& call, const Effect& effect);
void change_directory(ThreadFiles& files, const Call& call, const Effect& effect);
void change_to_descriptor(ThreadFiles& files, const Call& call, const Effect& effect);
void learn_directory(ThreadFiles& files, const Call& call, const Effect& effect);
void stop_sharing(ThreadFiles& files, const Call& call, const Effect& effect);
/// The pidfd of a child; sharing_of() tells the rest.
void note_pidfd(ThreadFiles& files, const Call& call, const Effect& effect);
/// An event tells of it.
void nothing(ThreadFiles& files, const Call& call, const Effect& effect);
void note_local(ThreadFiles& files, const Call& call, const Effect& effect);
void note_peer(ThreadFiles& files, const Call& call, const Effect& effect);

/// The flags of an argument, or of the struct that it is.
const std::uint64_t* flags_in(const Value* value);

}  // namespace spyglass::effects
