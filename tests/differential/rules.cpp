// What differs from run to run in one line, each with the reason and the context by which it is
// known. Digits of times are masked one by one, so that their number still counts.

#include "tests/differential/rules.hpp"

#include <regex>
#include <vector>

namespace {

struct Rule {
  const char* reason;
  const char* hint;  ///< text that a line must have before the pattern is tried
  std::regex pattern;
  const char* replacement;  ///< null: each digit becomes a #
};

Rule rule(const char* reason, const char* hint, const char* pattern, const char* replacement) {
  return {reason, hint, std::regex(pattern, std::regex::optimize), replacement};
}

const std::vector<Rule>& rules() {
  static const std::vector<Rule> table = {
      // Flags that show times.
      rule("-t: the time of day", ":", "^\\d\\d:\\d\\d:\\d\\d(\\.\\d+)? ", nullptr),
      rule("-ttt: the time since 1970", ".", "^\\d{10}(\\.\\d+)? ", nullptr),
      rule("-r: the time since the line before", ".", "^ +\\d+\\.\\d{3,} ", nullptr),
      rule("-r with -t", "(+", "\\(\\+ +\\d+(\\.\\d+)?\\) ", nullptr),
      rule("-T: the time in the call", "<", " <\\d+\\.\\d+>$", nullptr),
      // Times in calls.
      rule("times of files", "time=", "(st_[amc]time)=-?\\d+ /\\* [^*]* \\*/", "$1=TIME"),
      rule("times of files", "time_nsec=", "(st_[amc]time_nsec)=\\d+", "$1=TIME"),
      rule("times of files", "stx_", "(stx_[abcm]time=\\{tv_sec)=[+-]?\\d+, tv_nsec=\\d+",
           "$1=TIME, tv_nsec=TIME"),
      rule("dates of times", " /* 2", " /\\* 2\\d{3}-[^*]* \\*/", " /* DATE */"),
      rule("seconds since 1970 or since the start", "tv_sec=", "tv_sec=\\d{4,}, (tv_[nu]sec)=\\d+",
           "tv_sec=TIME, $1=TIME"),
      rule("what a clock says", "gettime", "(clock_gettime\\w*\\(.*tv_sec)=\\d+, (tv_nsec)=\\d+",
           "$1=TIME, $2=TIME"),
      rule("what is left of a sleep or a timer", "rem=", "(rem=\\{tv_sec=\\d+, tv_nsec)=\\d+",
           "$1=TIME"),
      rule("what is left of a time-out", "left {", "left \\{[^}]*\\}\\)", "left TIME)"),
      rule("what is left of a time-out", "pselect6", "(pselect6.*\\{tv_sec=0, tv_nsec)=\\d+",
           "$1=TIME"),
      rule("what is left of a timer", "timer", "(it_value=\\{tv_sec=\\d+, tv_[nu]sec)=[1-9]\\d*",
           "$1=TIME"),
      rule("time-outs that a program counts down by the clock", "poll(",
           "(poll\\(\\[.*\\], \\d+), [12]\\d{2}\\)", "$1, TIME)"),
      rule("times of System V objects", "time=", "((shm|msg|sem)_[a-z]*time)=\\d{9,}", "$1=TIME"),
      rule("time(2)", "time(", "^(time\\(.*) = \\d+ .*", "$1 = TIME"),
      rule("time(2)", "time(", "^time\\(\\[\\d+ .*", "time([TIME]) = TIME"),
      rule("times(2)", "tms_", "(tms_[a-z]+)=\\d+", "$1=TIME"),
      rule("times(2)", "times(", "^(times\\(.*) = \\d+", "$1 = TIME"),
      rule("CPU times of a child", "si_utime", "(si_[us]time)=\\d+( /\\* [^*]* \\*/)?", "$1=TIME"),
      rule("what a process used", "ru_", "(ru_[us]time=\\{tv_sec)=\\d+, tv_usec=\\d+",
           "$1=TIME, tv_usec=TIME"),
      rule("what a process used", "ru_", "(ru_[a-z]+)=\\d+", "$1=USED"),
      // Numbers that are handed out.
      rule("groups and sessions, which are the tracer's", "get",
           "^(get(?:pgid|pgrp|sid)\\(.*) = (0x[0-9a-f]+|\\d+)$", "$1 = GROUP"),
      rule("inodes", "st", "(stx?_ino)=\\d+", "$1=INODE"),
      rule("inodes", "d_ino=", "d_ino=\\d+", "d_ino=INODE"),
      rule("places in a folder", "d_off=", "d_off=-?\\d+", "d_off=PLACE"),
      rule("inodes of pipes and sockets", ":[", "\\b(pipe|socket|net|mnt|user|pid):\\[\\d+\\]",
           "$1:[INODE]"),
      rule("the same under -xx: pipe:[", "\\x3a\\x5b",
           "(\\\\x70\\\\x69\\\\x70\\\\x65\\\\x3a\\\\x5b)(\\\\x3[0-9])+", "$1INODE"),
      rule("the same under -xx: socket:[", "\\x3a\\x5b",
           "(\\\\x73\\\\x6f\\\\x63\\\\x6b\\\\x65\\\\x74\\\\x3a\\\\x5b)(\\\\x3[0-9])+", "$1INODE"),
      rule("ports that the kernel chose",
           "_port=", "(sin6?_port=htons)\\((3[2-9]|[456]\\d)\\d{3}\\)", "$1(PORT)"),
      rule("netlink ports", "nl_pid=", "nl_pid=-?\\d{6,}", "nl_pid=PORT"),
      rule("abstract names that the kernel chose", "@\"", "sun_path=@\"[0-9a-f]{5}\"",
           "sun_path=@\"NAME\""),
      rule("ids of System V objects", "", "^((shm|msg|sem)(get|at)\\(.*) = \\d+$", "$1 = ID"),
      rule("ids of System V objects", "", "^(((shm|msg|sem)(ctl|at|op|snd|rcv|timedop))\\()\\d+",
           "$1ID"),
      rule("serial numbers of keys", "key", "^((add_key|request_key|keyctl)\\(.*) = \\d{5,}$",
           "$1 = KEY"),
      rule("serial numbers of keys", "keyctl(", "^(keyctl\\(\\w+,) \\d{5,}", "$1 KEY"),
      rule("random names of temporary files", "tmp", "(tmp[._]?)[A-Za-z0-9_]{6,10}\\b", "$1RANDOM"),
      rule("random names of temporary files", "sort", "/sort[A-Za-z0-9]{6}\\b", "/sortRANDOM"),
      rule("random names of temporary files", "sh-thd.", "sh-thd\\.[A-Za-z0-9]+", "sh-thd.RANDOM"),
      rule("random names of temporary files", ".git/", "\\.git/t[A-Za-z0-9]{6}\"",
           ".git/tRANDOM\""),
      rule("random names of temporary files", "obj_", "(tmp_obj_|_pack_)[A-Za-z0-9]{6}",
           "$1RANDOM"),
      // The machine's state.
      rule("random bytes", "getrandom(", "^(.*getrandom\\()(\"([^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\])",
           "$1BYTES"),
      rule("free memory and load", "sysinfo(", "^sysinfo\\(\\{uptime=.*\\}\\)",
           "sysinfo({MACHINE})"),
      rule("free room", "f_b", "(f_b(free|avail)|f_ffree)=\\d+", "$1=FREE"),
      rule("which CPU it was", "getcpu(", "getcpu\\(\\[\\d+\\]", "getcpu([CPU]"),
  };
  return table;
}

std::string with_digits_masked(std::string text) {
  for (char& c : text) {
    if (c >= '0' && c <= '9') c = '#';
  }
  return text;
}

bool apply(const Rule& rule, std::string& text) {
  if (text.find(rule.hint) == std::string::npos) return false;
  if (rule.replacement != nullptr) {
    std::string changed = std::regex_replace(text, rule.pattern, rule.replacement);
    if (changed == text) return false;
    text = std::move(changed);
    return true;
  }
  std::smatch found;
  if (!std::regex_search(text, found, rule.pattern)) return false;
  text = found.prefix().str() + with_digits_masked(found.str()) + found.suffix().str();
  return true;
}

}  // namespace

bool apply_rules(std::string& line) {
  bool changed = false;
  for (const Rule& one : rules()) changed |= apply(one, line);
  return changed;
}
