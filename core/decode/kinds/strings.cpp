#include <fcntl.h>
#include <linux/limits.h>

#include <algorithm>

#include "core/decode/kinds/strings.hpp"

#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

Value text_at(const Question& q, Addr at, std::size_t limit) {
  if (at.is_null()) return address_value(at);
  auto text = q.memory.text(at, limit);
  if (!text) return address_value(at);
  return {value::Text{std::move(text->bytes), !text->terminated}};
}

Value buffer_at(const Question& q, Addr at, std::uint64_t length) {
  if (at.is_null()) return address_value(at);
  const auto shown =
      static_cast<std::size_t>(std::min<std::uint64_t>(length, q.options.string_limit));
  Chars bytes = q.memory.bytes(at, shown);
  if (bytes.size() < shown) return address_value(at);
  return {value::Text{std::move(bytes), length > shown}};
}

namespace {

/// Longer than any list that the kernel takes: words and pointers have 6 MiB (execve(2)).
constexpr std::size_t longest_vector = 1 << 20;

Value decode_fd(const Question& q) { return descriptor_value(q, static_cast<int>(q.raw)); }

Value decode_directory_fd(const Question& q) {
  if (static_cast<int>(q.raw) != AT_FDCWD) return decode_fd(q);
  value::Descriptor here{.number = AT_FDCWD, .name = "AT_FDCWD"};
  if (q.options.names != nullptr) here.target = q.options.names->working_directory();
  if (here.target.empty()) {
    return {value::Constant{
        static_cast<std::uint64_t>(AT_FDCWD), here.name, {}, value::Number::Base::decimal}};
  }
  return {std::move(here)};
}

/// Of the process that the first argument stands for.
Value decode_fd_behind_pidfd(const Question& q) {
  const auto number = static_cast<int>(q.raw);
  const auto pidfd = static_cast<int>(q.siblings[0]);
  const bool known = q.options.names != nullptr && number >= 0 && pidfd >= 0;
  return {known ? q.options.names->descriptor_behind(pidfd, number) : value::Descriptor{number}};
}

Value decode_path(const Question& q) { return text_at(q, q.pointer(), PATH_MAX); }

Value decode_string(const Question& q) { return text_at(q, q.pointer(), q.options.string_limit); }

/// One pointer of an argv or envp; nothing when the array itself cannot be read there.
std::optional<Addr> vector_element(const Question& q, std::size_t index) {
  const auto word = q.memory.get_word(q.pointer() + index * q.abi.word_size, q.abi.word_size);
  if (!word) return std::nullopt;
  return Addr(*word);
}

Value decode_string_vector(const Question& q) {
  if (q.raw == 0) return address_value(q.pointer());
  value::Array result;
  for (std::size_t i = 0;; ++i) {
    const auto element = vector_element(q, i);
    if (!element && i == 0) return address_value(q.pointer());
    if (!element) {
      result.elements.push_back(address_value(q.pointer() + i * q.abi.word_size));
      break;
    }
    if (element->is_null()) break;
    if (i >= (q.options.verbose ? longest_vector : q.options.string_limit)) {
      result.cut = true;
      break;
    }
    result.elements.push_back(text_at(q, *element, q.options.string_limit));
  }
  return {std::move(result)};
}

Value decode_environment(const Question& q) {
  if (q.raw == 0 || q.options.verbose) return decode_string_vector(q);
  std::size_t count = 0;
  for (; count < longest_vector; ++count) {
    const auto element = vector_element(q, count);
    if (!element) return address_value(q.pointer());
    if (element->is_null()) break;
  }
  Value value = address_value(q.pointer());
  value.comment = count == longest_vector ? "at least " : "";
  value.comment += std::to_string(count) + (count == 1 ? " var" : " vars");
  return value;
}

Value decode_bytes_in(const Question& q) { return buffer_at(q, q.pointer(), q.sibling_size()); }

/// How many bytes the kernel filled in: nothing for a call that failed.
std::optional<std::uint64_t> filled(const Question& q) {
  if (!q.result || q.failed() || *q.result < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*q.result);
}

Value decode_bytes_out(const Question& q) {
  auto length = filled(q);
  if (!length) return address_value(q.pointer());
  // With MSG_TRUNC, recv(2) returns how long the message was, not how much of it there was room
  // for.
  if (q.size_from >= 0) length = std::min(*length, q.sibling_size());
  return buffer_at(q, q.pointer(), *length);
}

Value decode_list_out(const Question& q) {
  return q.sibling_size() == 0 ? address_value(q.pointer()) : decode_bytes_out(q);
}

Value decode_random_out(const Question& q) {
  Value value = decode_bytes_out(q);
  if (auto* text = std::get_if<value::Text>(&value.is)) text->hexadecimal = true;
  return value;
}

// TASK_COMM_LEN of the kernel, without the NUL.
constexpr std::size_t task_name_length = 15;

Value decode_task_name(const Question& q) {
  if (q.failed()) return address_value(q.pointer());
  return text_at(q, q.pointer(), task_name_length);
}

// The kernel looks at no longer ones.
constexpr std::uint64_t longest_host_name = 64;

Value decode_host_name(const Question& q) {
  return q.sibling_size() > longest_host_name ? address_value(q.pointer()) : decode_bytes_in(q);
}

Value decode_text_out(const Question& q) {
  return filled(q) ? text_at(q, q.pointer(), PATH_MAX) : address_value(q.pointer());
}

}  // namespace

constexpr Kind fd{.name = "fd", .words = "a file descriptor", .decode = decode_fd};
constexpr Kind fd_behind_pidfd{.name = "fd_behind_pidfd",
                               .words = "a descriptor of the process",
                               .decode = decode_fd_behind_pidfd};
constexpr Kind directory_fd{.name = "directory_fd",
                            .words =
                                "the descriptor of the directory that a relative path "
                                "starts from, or AT_FDCWD for the current one",
                            .decode = decode_directory_fd};
constexpr Kind path{
    .name = "path", .words = "a path", .decode = decode_path, .text = true, .behind = Behind::path};
constexpr Kind string{.name = "string",
                      .words = "a string",
                      .decode = decode_string,
                      .text = true,
                      .behind = Behind::text};
constexpr Kind string_vector{.name = "string_vector",
                             .words = "a list of strings",
                             .decode = decode_string_vector,
                             .behind = Behind::words};
constexpr Kind environment{.name = "environment",
                           .words = "the environment",
                           .decode = decode_environment,
                           .behind = Behind::words};
constexpr Kind bytes_in{.name = "bytes_in",
                        .words = "the bytes",
                        .decode = decode_bytes_in,
                        .text = true,
                        .behind = Behind::bytes};
constexpr Kind bytes_out{.name = "bytes_out",
                         .words = "where the bytes go",
                         .when = When::exit,
                         .decode = decode_bytes_out,
                         .text = true,
                         .behind = Behind::bytes};
constexpr Kind text_out{.name = "text_out",
                        .words = "where the text goes",
                        .when = When::exit,
                        .decode = decode_text_out,
                        .text = true,
                        .behind = Behind::path};
constexpr Kind host_name_in{.name = "host_name_in",
                            .words = "a machine's name",
                            .decode = decode_host_name,
                            .text = true,
                            .behind = Behind::bytes};
constexpr Kind task_name_in{.name = "task_name_in",
                            .words = "a thread's name",
                            .decode = decode_task_name,
                            .text = true,
                            .behind = Behind::text};
constexpr Kind task_name_out{.name = "task_name_out",
                             .words = "where the thread's name goes",
                             .when = When::exit,
                             .decode = decode_task_name,
                             .text = true,
                             .behind = Behind::text};
constexpr Kind list_out{.name = "list_out",
                        .words = "where the names go",
                        .when = When::exit,
                        .decode = decode_list_out,
                        .text = true,
                        .behind = Behind::bytes};
constexpr Kind random_out{.name = "random_out",
                          .words = "where the bytes go",
                          .when = When::exit,
                          .decode = decode_random_out,
                          .text = true,
                          .behind = Behind::bytes};
constexpr Kind link_out{.name = "link_out",
                        .words = "where the link's target goes",
                        .when = When::exit,
                        .decode = decode_bytes_out,
                        .text = true,
                        .behind = Behind::bytes};

}  // namespace spyglass::kinds
