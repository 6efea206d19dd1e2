package dev.temporalfailover.sandbox;

public final class Sandbox {
    private Sandbox() {}

    public static void main(String[] a) {
        System.out.println("stay=" + System.getProperty("stay"));
        System.out.println(System.getProperty("java.class.path"));
    }
}
