#include "core/descriptor_changes.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace spyglass::effects {

namespace {

using Kind = OpenFile::Kind;

int descriptor_word(const Call& call, std::size_t index) {
  return static_cast<int>(argument_word(call, index));
}

bool succeeded(const Call& call) { return call.result && !call.error(); }

int new_descriptor(const Call& call) { return static_cast<int>(*call.result); }

void put(ThreadFiles& files, int number, std::shared_ptr<OpenFile> file, bool close_on_exec,
         const Call& call) {
  files.descriptors->entries.insert_or_assign(
      number, DescriptorTable::Entry{std::move(file), close_on_exec, call.left});
}

std::shared_ptr<OpenFile> made(Kind kind, std::string_view name) {
  return std::make_shared<OpenFile>(OpenFile{kind, std::string(name)});
}

std::shared_ptr<OpenFile> made_socket(const Call& call) {
  return made(Kind::socket, protocol_name(descriptor_word(call, 0), argument_word(call, 1),
                                          descriptor_word(call, 2)));
}

std::string end_in(const Call& call) {
  const Value* address = call.argument("addr");
  return address == nullptr ? std::string{} : end_name(*address);
}

/// The one that a path of the program itself leads to; proc(5), stdin(3). Shells give those to what
/// they start.
std::optional<int> descriptor_named_by(std::string_view path) {
  constexpr std::string_view streams[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};
  const auto stream = std::ranges::find(streams, path);
  if (stream != std::end(streams)) return static_cast<int>(stream - std::begin(streams));
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    path.remove_prefix(folder.size());
    int number = 0;
    const auto parsed = std::from_chars(path.data(), path.data() + path.size(), number);
    const bool is_whole = parsed.ec == std::errc{} && parsed.ptr == path.data() + path.size();
    return is_whole ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

/// The socket of the first argument, if it is known.
std::shared_ptr<OpenFile> socket_of(const ThreadFiles& files, const Call& call) {
  auto file = files.descriptors->file(descriptor_word(call, 0));
  return file && file->kind == Kind::socket ? file : nullptr;
}

void note_end(const ThreadFiles& files, const Call& call, std::string OpenFile::*end) {
  const auto socket = socket_of(files, call);
  if (!socket || !succeeded(call)) return;
  if (std::string name = end_in(call); !name.empty()) (*socket).*end = std::move(name);
}

void copy(ThreadFiles& files, const Call& call, int to, bool close_on_exec) {
  const int from = descriptor_word(call, 0);
  if (from != to) put(files, to, files.descriptors->file(from), close_on_exec, call);
}

}  // namespace

const std::uint64_t* flags_in(const Value* value) {
  if (value == nullptr) return nullptr;
  if (const auto* flags = value->as<value::Flags>()) return &flags->bits;
  const auto* members = value->as<value::Struct>();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(members->fields, "flags", &value::Field::name);
  return found == members->fields.end() ? nullptr : flags_in(&found->value);
}

// --- what is opened ---

void open_unknown(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (succeeded(call)) put(files, new_descriptor(call), nullptr, effect.closes_on_exec(call), call);
}

void open_path(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (!succeeded(call)) return;
  const std::string path = files.absolute(call, "pathname");
  std::shared_ptr<OpenFile> file;
  if (const auto number = descriptor_named_by(path)) {
    // Opened once more, as a file of its own.
    const auto other = files.descriptors->file(*number);
    if (other) file = made(other->kind, other->name);
  } else if (path.starts_with('/')) {
    file = made(Kind::path, path);
  }
  put(files, new_descriptor(call), std::move(file), effect.closes_on_exec(call), call);
}

/// The flags of openat2(2) stand in a struct.
void open_by_rules(ThreadFiles& files, const Call& call, const Effect& effect) {
  open_path(files, call, effect);
  const std::uint64_t* flags = flags_in(call.argument("how"));
  if (!succeeded(call) || flags == nullptr) return;
  files.descriptors->entries[new_descriptor(call)].close_on_exec = (*flags & O_CLOEXEC) != 0;
}

void open_other(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (!succeeded(call)) return;
  put(files, new_descriptor(call), made(Kind::other, effect.name), effect.closes_on_exec(call),
      call);
}

/// It may also change the set of one that is there.
void open_signalfd(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (descriptor_word(call, 0) == -1) open_other(files, call, effect);
}

void open_pipe(ThreadFiles& files, const Call& call, const Effect& effect) {
  const Value* ends = call.argument("pipefd");
  if (!succeeded(call) || ends == nullptr) return;
  const auto pipe = made(Kind::pipe, "pipe");
  for_each_descriptor(
      *ends, [&](int number) { put(files, number, pipe, effect.closes_on_exec(call), call); });
}

// --- sockets ---

void open_socket(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (!succeeded(call)) return;
  put(files, new_descriptor(call), made_socket(call), effect.closes_on_exec(call), call);
}

void open_socket_pair(ThreadFiles& files, const Call& call, const Effect& effect) {
  const Value* ends = call.argument("sv");
  if (!succeeded(call) || ends == nullptr) return;
  for_each_descriptor(*ends, [&](int number) {
    put(files, number, made_socket(call), effect.closes_on_exec(call), call);
  });
}

void accept(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (!succeeded(call)) return;
  auto connection = made(Kind::socket, "socket");
  if (const auto listener = socket_of(files, call)) {
    connection->name = listener->name;
    connection->local = listener->local;
  }
  connection->peer = end_in(call);
  put(files, new_descriptor(call), std::move(connection), effect.closes_on_exec(call), call);
}

void connect(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  const auto socket = socket_of(files, call);
  const bool is_under_way = call.error() == Errno(EINPROGRESS);
  const Value* address = call.argument("addr");
  if (!socket || address == nullptr || (!succeeded(call) && !is_under_way)) return;
  std::string name = end_name(*address);
  if (!name.empty() || is_of_no_family(*address)) socket->peer = std::move(name);
}

void receive(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (!succeeded(call)) return;
  for (const Value& argument : call.arguments) {
    if (argument.as<value::Descriptor>() != nullptr) continue;  // the socket
    for_each_descriptor(argument, [&](int number) {
      if (number >= 0) put(files, number, nullptr, effect.closes_on_exec(call), call);
    });
  }
}

// --- copies, and the end ---

void duplicate(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (succeeded(call)) copy(files, call, new_descriptor(call), effect.closes_on_exec(call));
}

void control(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  if (!succeeded(call)) return;
  const int command = descriptor_word(call, 1);
  const auto first = static_cast<std::uint32_t>(argument_word(call, 0));
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) {
    copy(files, call, new_descriptor(call), command == F_DUPFD_CLOEXEC);
  } else if (command == F_SETFD) {
    files.descriptors->set_close_on_exec(first, first, (argument_word(call, 2) & FD_CLOEXEC) != 0);
  }
}

void control_device(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  if (!succeeded(call)) return;
  const auto request = static_cast<std::uint32_t>(argument_word(call, 1));
  const auto first = static_cast<std::uint32_t>(argument_word(call, 0));
  if (request == FIOCLEX || request == FIONCLEX) {
    files.descriptors->set_close_on_exec(first, first, request == FIOCLEX);
    return;
  }
  // Some give a new descriptor, and others a number of another kind.
  const int result = new_descriptor(call);
  auto& table = *files.descriptors;
  if (result > 2 && !table.entries.contains(result)) put(files, result, nullptr, false, call);
}

void close(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  // Whatever else goes wrong, it is closed.
  if (!call.result || call.error() == Errno(EBADF)) return;
  const auto number = static_cast<std::uint32_t>(argument_word(call, 0));
  files.descriptors->close(number, number, call.entered);
}

void close_range(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  if (!succeeded(call)) return;
  const auto first = static_cast<std::uint32_t>(argument_word(call, 0));
  const auto last = static_cast<std::uint32_t>(argument_word(call, 1));
  const std::uint64_t flags = argument_word(call, 2);
  if ((flags & CLOSE_RANGE_UNSHARE) != 0) files.stop_sharing_descriptors();
  if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
    files.descriptors->set_close_on_exec(first, last, true);
  } else {
    files.descriptors->close(first, last, call.entered);
  }
}

// --- where paths start, and what is shared ---

void change_directory(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  if (!succeeded(call)) return;
  std::string path = files.absolute(call, "path");
  *files.directory = path.starts_with('/') ? std::move(path) : std::string{};
}

void change_to_descriptor(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  if (!succeeded(call)) return;
  const auto file = files.descriptors->file(descriptor_word(call, 0));
  *files.directory = file && file->kind == Kind::path ? file->name : std::string{};
}

/// The kernel tells where links have led to.
void learn_directory(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  const Value* path = call.argument("buf");
  const auto* text = path == nullptr ? nullptr : path->as<value::Text>();
  if (!succeeded(call) || text == nullptr || text->cut || !text->bytes.starts_with('/')) return;
  std::string_view bytes(text->bytes);
  *files.directory = bytes.substr(0, bytes.find('\0'));
}

void stop_sharing(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  if (!succeeded(call)) return;
  const std::uint64_t flags = argument_word(call, 0);
  if ((flags & CLONE_FILES) != 0) files.stop_sharing_descriptors();
  // unshare(2): the others imply it.
  if ((flags & (CLONE_FS | CLONE_NEWNS | CLONE_NEWUSER)) != 0) files.stop_sharing_directory();
}

void note_pidfd(ThreadFiles& files, const Call& call, const Effect& effect) {
  if (!succeeded(call)) return;
  for (const Value& argument : call.arguments) {
    for_each_descriptor(argument, [&](int number) {
      put(files, number, made(Kind::other, effect.name), effect.closes_on_exec(call), call);
    });
  }
}

void nothing(ThreadFiles& /*files*/, const Call& /*call*/, const Effect& /*effect*/) {}

void note_local(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  note_end(files, call, &OpenFile::local);
}

void note_peer(ThreadFiles& files, const Call& call, const Effect& /*effect*/) {
  note_end(files, call, &OpenFile::peer);
}

}  // namespace spyglass::effects
