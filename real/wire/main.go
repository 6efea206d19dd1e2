// Command wire is the network between the hosts of a test: it carries packets between pairs of TUN devices, with latency,
// loss and cuts for each direction. It does in user space what `tc netem` does in kernels that have it.
//
//	wire CONTROL A-B...      for example: wire 127.0.0.1:4000 east-west east-third west-third
//
// It makes the devices A-B and B-A of each pair in its own network namespace; whoever started it moves them to where they
// belong. CONTROL takes lines and answers each with one line:
//
//	set A B delay=30ms jitter=5ms loss=0.01   packets from A to B from now on; what is not named becomes 0
//	set A B cut                               none passes
//	count A B                                 "passed dropped" since the start
package main

import (
	"bufio"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// A quality is what happens to packets of one direction.
type quality struct {
	delay, jitter time.Duration
	loss          float64
}

// A direction carries packets from one device to the other.
type direction struct {
	now             atomic.Pointer[quality]
	passed, dropped atomic.Uint64
}

type packet struct {
	due  time.Time
	data []byte
}

// More than this many packets under way in one direction are dropped, as a router's queue would.
const queued = 10_000

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: wire CONTROL A-B...")
	}
	directions := map[string]*direction{}
	for _, pair := range os.Args[2:] {
		a, b, ok := strings.Cut(pair, "-")
		if !ok {
			log.Fatalf("%s is no pair A-B", pair)
		}
		ab, ba := device(a+"-"+b), device(b+"-"+a)
		directions[a+" "+b] = carry(ab, ba)
		directions[b+" "+a] = carry(ba, ab)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready")
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go obey(connection, directions)
	}
}

// device makes a TUN device without packet information; the kernel gives it whole packets with checksums.
func device(name string) *os.File {
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		log.Fatalf("/dev/net/tun: %v", err)
	}
	var request struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}
	copy(request.name[:syscall.IFNAMSIZ-1], name)
	request.flags = syscall.IFF_TUN | syscall.IFF_NO_PI
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.TUNSETIFF, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		log.Fatalf("device %s: %v", name, errno)
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		log.Fatal(err)
	}
	return os.NewFile(uintptr(fd), name)
}

func carry(from, to *os.File) *direction {
	d := &direction{}
	d.now.Store(&quality{})
	under := make(chan packet, queued)
	go d.read(from, under)
	go d.write(to, under)
	return d
}

func (d *direction) read(from *os.File, under chan<- packet) {
	buffer := make([]byte, 65_536)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			log.Fatalf("%s: %v", from.Name(), err)
		}
		q := d.now.Load()
		if q.loss > 0 && rand.Float64() < q.loss {
			d.dropped.Add(1)
			continue
		}
		delay := q.delay
		if q.jitter > 0 {
			delay += rand.N(q.jitter)
		}
		select {
		case under <- packet{time.Now().Add(delay), append([]byte(nil), buffer[:n]...)}:
		default:
			d.dropped.Add(1)
		}
	}
}

// write keeps the order of packets, so that jitter holds those behind back too.
func (d *direction) write(to *os.File, under <-chan packet) {
	for p := range under {
		time.Sleep(time.Until(p.due))
		if d.now.Load().loss >= 1 {
			// Cut while it was under way.
			d.dropped.Add(1)
			continue
		}
		// A device that is down refuses the packet, as an interface without a cable would.
		if _, err := to.Write(p.data); err != nil {
			d.dropped.Add(1)
			continue
		}
		d.passed.Add(1)
	}
}

func obey(connection net.Conn, directions map[string]*direction) {
	defer connection.Close()
	lines := bufio.NewScanner(connection)
	for lines.Scan() {
		answer, err := one(strings.Fields(lines.Text()), directions)
		if err != nil {
			answer = "error: " + err.Error()
		}
		if _, err := fmt.Fprintln(connection, answer); err != nil {
			return
		}
	}
}

func one(words []string, directions map[string]*direction) (string, error) {
	if len(words) < 3 {
		return "", fmt.Errorf("set A B ... or count A B, not %q", words)
	}
	d := directions[words[1]+" "+words[2]]
	if d == nil {
		return "", fmt.Errorf("no link from %s to %s", words[1], words[2])
	}
	switch words[0] {
	case "count":
		return fmt.Sprintf("%d %d", d.passed.Load(), d.dropped.Load()), nil
	case "set":
		q, err := parse(words[3:])
		if err == nil {
			d.now.Store(q)
		}
		return "ok", err
	}
	return "", fmt.Errorf("unknown word %q", words[0])
}

func parse(words []string) (*quality, error) {
	q := &quality{}
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		var err error
		switch name {
		case "cut":
			q.loss = 1
		case "delay":
			q.delay, err = time.ParseDuration(value)
		case "jitter":
			q.jitter, err = time.ParseDuration(value)
		case "loss":
			q.loss, err = strconv.ParseFloat(value, 64)
			if err == nil && (q.loss < 0 || q.loss > 1) {
				err = fmt.Errorf("loss is a share from 0 to 1, not %s", value)
			}
		default:
			err = fmt.Errorf("unknown quality %q", word)
		}
		if err != nil {
			return nil, err
		}
	}
	return q, nil
}
