package dev.temporalfailover.emulator.route53;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What an authoritative server answers, from the records it has and the health it knows. */
final class DnsAnswers {
    private static final int MAX_CHAIN = 8;
    private static final int UDP_PAYLOAD = 1_232;
    private final Store store;
    private final RecordChoice choice;

    DnsAnswers(Store store, Predicate<String> healthy, Random random) {
        this.store = store;
        this.choice = new RecordChoice(healthy, random);
    }

    /** The answer to a query that parsed; null for what is no query. */
    Message answer(Message query) {
        Header asked = query.getHeader();
        if (asked.getFlag(Flags.QR)) {
            return null;
        }
        Message answer = new Message(asked.getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(asked.getOpcode());
        if (asked.getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (asked.getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (question == null || asked.getCount(Section.QUESTION) != 1) {
            header.setRcode(Rcode.FORMERR);
        } else if (question.getDClass() != DClass.IN) {
            header.setRcode(Rcode.REFUSED);
        } else {
            answer.addRecord(question, Section.QUESTION);
            resolve(answer, question);
        }
        if (query.getOPT() != null) {
            answer.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }

    /** The largest UDP answer that the client takes. */
    static int udpSize(Message query) {
        OPTRecord opt = query.getOPT();
        return opt == null ? 512 : Math.max(512, Math.min(UDP_PAYLOAD, opt.getPayloadSize()));
    }

    private void resolve(Message answer, Record question) {
        RecordName name = RecordName.of(question.getName());
        Name owner = question.getName();
        String type = Type.string(question.getType());
        Set<String> followed = new HashSet<>();
        Store.Served zone = store.served(name);
        if (zone == null) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        answer.getHeader().setFlag(Flags.AA);
        for (int hop = 0; hop < MAX_CHAIN && followed.add(name.text()); hop++) {
            zone = store.served(name);
            if (zone == null) {
                return; // the chain leaves what we serve: the resolver goes on elsewhere
            }
            List<RecordSet> here = at(zone, name);
            if (here == null) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
                negative(answer, zone);
                return;
            }
            List<RecordSet> cname = ofType(here, "CNAME");
            if (cname.isEmpty() || type.equals("CNAME")) {
                List<Record> found = records(zone, ofType(here, type), type, owner, 0);
                found.forEach(r -> answer.addRecord(r, Section.ANSWER));
                if (found.isEmpty()) {
                    negative(answer, zone);
                }
                return;
            }
            List<Record> alias = records(zone, cname, "CNAME", owner, 0);
            if (alias.isEmpty()) {
                negative(answer, zone);
                return;
            }
            CNAMERecord next = (CNAMERecord) alias.get(0);
            answer.addRecord(next, Section.ANSWER);
            owner = next.getTarget();
            name = RecordName.of(owner);
        }
    }

    /** Sets at the name or at the wildcard that covers it; null if the name does not exist. */
    private static List<RecordSet> at(Store.Served zone, RecordName name) {
        if (exists(zone, name)) {
            return ZoneRules.at(zone.records(), name);
        }
        for (RecordName up = name.parent(); up != null && up.within(zone.zone()); up = up.parent()) {
            List<RecordSet> wild = ZoneRules.at(zone.records(), up.wildcard());
            if (!wild.isEmpty()) {
                return wild;
            }
            if (exists(zone, up)) {
                return null;
            }
        }
        return null;
    }

    /** A name exists if it or a name below it has records. */
    private static boolean exists(Store.Served zone, RecordName name) {
        RecordSet.Key first = zone.records().ceilingKey(new RecordSet.Key(name.order(), "", ""));
        return first != null && first.order().startsWith(name.order());
    }

    private static List<RecordSet> ofType(List<RecordSet> sets, String type) {
        return sets.stream().filter(r -> r.type().equals(type)).toList();
    }

    private List<Record> records(Store.Served zone, List<RecordSet> group, String type, Name owner, int depth) {
        RecordSet chosen = choice.choose(group, r -> target(zone, r));
        if (chosen == null || depth > MAX_CHAIN) {
            return List.of();
        }
        if (chosen.alias() != null) {
            RecordName target = RecordName.of(chosen.alias().dnsName());
            Store.Served other = target.within(zone.zone()) ? zone : store.served(target);
            return other == null ? List.of() : records(other, target(zone, chosen), type, owner, depth + 1);
        }
        List<Record> out = new ArrayList<>();
        chosen.values().forEach(v -> out.add(RecordValues.wire(owner, type, chosen.ttl(), v)));
        return out;
    }

    /** The group that an alias points to. */
    private List<RecordSet> target(Store.Served zone, RecordSet alias) {
        RecordName target = RecordName.of(alias.alias().dnsName());
        Store.Served other = target.within(zone.zone()) ? zone : store.served(target);
        return other == null ? List.of() : ofType(ZoneRules.at(other.records(), target), alias.type());
    }

    /** The SOA in the authority section says how long "no" may be cached: the lower of its TTL and its minimum. */
    private static void negative(Message answer, Store.Served zone) {
        for (RecordSet soa : ofType(ZoneRules.at(zone.records(), zone.zone()), "SOA")) {
            SOARecord r = (SOARecord) RecordValues.wire(
                    zone.zone().wire(), "SOA", soa.ttl(), soa.values().get(0));
            long ttl = Math.min(r.getTTL(), r.getMinimum());
            answer.addRecord(
                    RecordValues.wire(r.getName(), "SOA", ttl, soa.values().get(0)), Section.AUTHORITY);
        }
    }
}
