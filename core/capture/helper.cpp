#include "core/capture/helper.hpp"

#include <linux/close_range.h>
#include <pcap/pcap.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "core/capture/wire_format.hpp"

namespace spyglass::capture {

namespace {

constexpr int longest_packet = 65535;
constexpr int kept_by_kernel = 8 << 20;  ///< bytes of its ring
/// An answer has no more packets than this: whoever asks again gets the rest.
constexpr int most_at_once = 4096;

bool write_all(int to, const void* data, std::size_t size) {
  const char* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t count = write(to, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

void greet(int connection, Greeting::Kind kind, int error, std::string_view words = {}) {
  Greeting greeting{.kind = kind, .error = error, .words = {}};
  words.copy(greeting.words, sizeof greeting.words - 1);
  write_all(connection, &greeting, sizeof greeting);
}

/// As whoever started us is no longer of any interest, and nothing of theirs stays open.
int let_go(int connection) {
  setsid();
  prctl(PR_SET_NAME, "packets", 0, 0, 0);
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &by_default, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  constexpr int kept = 0;
  if (connection != kept) dup2(connection, kept);
  close_range(1, ~0U, 0);
  return kept;
}

/// A handle that sees packets, or a greeting that says why there is none.
pcap_t* open_handle(int connection, const std::string& filter) {
  char words[PCAP_ERRBUF_SIZE] = {};
  pcap_t* handle = pcap_create("lo", words);
  if (handle == nullptr) {
    greet(connection, Greeting::Kind::cannot_open, 0, words);
    return nullptr;
  }
  pcap_set_snaplen(handle, longest_packet);
  pcap_set_immediate_mode(handle, 1);
  pcap_set_buffer_size(handle, kept_by_kernel);
  pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  // Of the loopback libpcap itself leaves out the packets that go out: each comes in, too.
  const int opened = pcap_activate(handle);
  if (opened < 0 || pcap_setnonblock(handle, 1, words) < 0) {
    const std::string_view more = pcap_geterr(handle);
    greet(connection, Greeting::Kind::cannot_open, 0,
          more.empty() ? std::string_view(pcap_statustostr(opened)) : more);
    return nullptr;
  }
  bpf_program program{};
  if (pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0 ||
      pcap_setfilter(handle, &program) != 0) {
    greet(connection, Greeting::Kind::bad_filter, 0, pcap_geterr(handle));
    return nullptr;
  }
  return handle;
}

/// What libpcap is to do with each packet.
struct Answer {
  int connection;
  bool nanoseconds;
  bool failed = false;

  static void take(u_char* self, const pcap_pkthdr* about, const u_char* bytes) {
    auto& answer = *reinterpret_cast<Answer*>(self);
    const std::int64_t fraction = about->ts.tv_usec * (answer.nanoseconds ? 1 : 1000);
    const FrameHead head{about->ts.tv_sec * 1'000'000'000LL + fraction, about->caplen};
    answer.failed = answer.failed || !write_all(answer.connection, &head, sizeof head) ||
                    !write_all(answer.connection, bytes, head.kept);
  }
};

bool hand_over(int connection, pcap_t* handle) {
  Answer answer{connection, pcap_get_tstamp_precision(handle) == PCAP_TSTAMP_PRECISION_NANO};
  // What was kept in the kernel comes in pieces; none is left when a piece is empty.
  for (int taken = 0; taken < most_at_once && !answer.failed;) {
    const int count =
        pcap_dispatch(handle, most_at_once, Answer::take, reinterpret_cast<u_char*>(&answer));
    if (count <= 0) break;
    taken += count;
  }
  const FrameHead end{};
  return !answer.failed && write_all(connection, &end, sizeof end);
}

bool tell_dropped(int connection, pcap_t* handle) {
  pcap_stat counts{};
  const std::uint64_t dropped = pcap_stats(handle, &counts) == 0 ? counts.ps_drop : 0;
  return write_all(connection, &dropped, sizeof dropped);
}

}  // namespace

void help(int connection, const std::function<bool()>& join, const std::string& filter) {
  // Files of the namespaces are ours until they are joined.
  if (!join()) {
    greet(connection, Greeting::Kind::cannot_join, errno);
    _exit(1);
  }
  connection = let_go(connection);
  pcap_t* handle = open_handle(connection, filter);
  if (handle == nullptr) _exit(1);
  greet(connection, Greeting::Kind::ready, 0);
  for (char what = 0; read(connection, &what, 1) == 1;) {
    const bool told =
        what == ask_packets ? hand_over(connection, handle) : tell_dropped(connection, handle);
    if (!told) break;
  }
  _exit(0);
}

}  // namespace spyglass::capture
